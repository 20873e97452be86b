"""Add suggested tags and aliases to the text of `site_config/tags.yml`, and change no other character."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from generator.edits.yaml_text import Edit, extended_list, newline_before, offset_of, quoted
from generator.sources import located_yaml
from generator.sources.located_yaml import Document, Position
from generator.sources.vocabulary import PATH
from generator.topics.tag_suggestions import Addition, NewAlias, NewTag, Suggestions


def apply(text: str, suggestions: Suggestions) -> tuple[str, tuple[Addition, ...]]:
    """Return the text of `tags.yml` with the suggested tags and aliases, and the suggestions that could not be added.

    Additions are inserted into the text, since parsing and dumping would lose comments and order. The result is parsed
    again: if it differs by more than the addition, for example in a tag written in braces, the addition is skipped.
    Weak suggestions are left out.
    Blocks and splits are left to the curator, since a block removes a page that people may read.
    """
    suggested: list[Addition] = [*suggestions.new_aliases, *suggestions.new_tags]
    additions = [addition for addition in suggested if not addition.is_weak]
    with_all = _with(text, additions)
    if with_all is not None:
        return with_all, ()
    skipped: list[Addition] = []
    for addition in additions:
        changed = _with(text, [addition])
        if changed is None:
            skipped.append(addition)
        else:
            text = changed
    return text, tuple(skipped)


def _with(text: str, additions: Sequence[Addition]) -> str | None:
    """Return the text with these additions, None if it would then differ by anything else."""
    document = located_yaml.parse(text, PATH)
    value = document.value if isinstance(document.value, dict) else {}
    tags = value["tags"] if isinstance(value.get("tags"), dict) else {}
    spellings: dict[str, list[str]] = defaultdict(list)
    for alias in additions:
        if isinstance(alias, NewAlias):
            spellings[alias.tag].append(alias.spelling)
    if document.problems or not all(isinstance(tags.get(slug), dict) for slug in spellings):
        return None
    new = [tag for tag in additions if isinstance(tag, NewTag)]
    edits = [_add_aliases(document, text, slug, new_spellings) for slug, new_spellings in spellings.items()]
    edits += [_add_tags(document, text, new, tags)] if new else []
    # From the end, so that the offsets of earlier edits stay valid.
    for begin, end, addition in sorted(edits, reverse=True):
        text = text[:begin] + addition + text[end:]
    wanted = tags | {slug: _with_aliases(tags[slug], new_spellings) for slug, new_spellings in spellings.items()}
    wanted |= {tag.slug: {"label": tag.label, "spellings": [tag.label]} for tag in new}
    changed = located_yaml.parse(text, PATH)
    return (
        text if not changed.problems and changed.value == (value | {"tags": wanted} if additions else value) else None
    )


def _with_aliases(tag: Mapping[str, object], new: Sequence[str]) -> dict[str, object]:
    aliases = tag.get("aliases")
    return {**tag, "aliases": [*(aliases if isinstance(aliases, list) else []), *new]}


def _add_aliases(document: Document, text: str, slug: str, new: Sequence[str]) -> Edit:
    path = ("tags", slug, "aliases")
    if path in document.ends:
        return extended_list(document, text, path, new)
    line = document.keys["tags", slug, "label"]
    indent = " " * (line.column - 1)
    offset = offset_of(text, Position(line.line + 1, 1))
    return offset, offset, f"{newline_before(text, offset)}{indent}aliases: [{', '.join(map(quoted, new))}]\n"


def _add_tags(document: Document, text: str, new: Sequence[NewTag], tags: Mapping[str, object]) -> Edit:
    indent = " " * (document.keys["tags", next(iter(tags))].column - 1) if tags else "  "
    blocks = "".join(
        f"{indent}{tag.slug}:\n{2 * indent}label: {quoted(tag.label)}\n{2 * indent}spellings: [{quoted(tag.label)}]\n"
        for tag in new
    )
    key = document.keys.get(("tags",))
    if key is None:
        return len(text), len(text), f"{newline_before(text, len(text))}tags:\n{blocks}"
    begin = offset_of(text, Position(key.line + 1, 1))
    if not tags:
        return offset_of(text, key), begin, f"tags:\n{blocks}"
    following = [position for path, position in document.keys.items() if len(path) == 1 and position.line > key.line]
    end = offset_of(text, min(following, key=lambda position: position.line)) if following else len(text)
    # Comments and blank lines before the next key belong to that key.
    while end > begin and re.match(r"#|\s*$", text[text.rfind("\n", 0, end - 1) + 1 : end]):
        end = text.rfind("\n", 0, end - 1) + 1
    return end, end, newline_before(text, end) + blocks
