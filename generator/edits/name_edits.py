"""Add suggested names to the text of `site_config/people.yml` or `organisations.yml`, and change no other character."""

from __future__ import annotations

from collections.abc import Sequence

from generator.archive.name_suggestions import NameSuggestion
from generator.edits.yaml_text import end_of, newline_before, quoted
from generator.sources import json_schemas, located_yaml
from generator.text.slugs import name_slug

_HEADER = """\
# Names that are one, and names that are several. `papershelf people suggest` proposes more; see `papershelf check`.
"""


def apply(
    text: str, path: str, key: str, suggestions: Sequence[NameSuggestion]
) -> tuple[str, tuple[NameSuggestion, ...]]:
    """Return the text with an entry for each suggestion under `key`, and the suggestions that could not be added.

    A suggestion with a name that the file has already is left to the curator. The result is parsed again: if it differs
    by more than the entries, none is added.
    """
    document = located_yaml.parse(text, path)
    value = document.mapping
    listed = value.get(key) or []
    if document.problems or not isinstance(listed, list):
        return text, tuple(suggestions)
    known = {name_slug(name) for one in listed if isinstance(one, dict) for name in _names(one)}
    skipped = tuple(one for one in suggestions if not known.isdisjoint(map(name_slug, (one.name, *one.spellings))))
    new = [one for one in suggestions if one not in skipped]
    if not new:
        return text, skipped
    changed = _with_entries(text, key, new, document)
    wanted = [{"name": one.name, "spellings": list(one.spellings)} for one in new]
    parsed = located_yaml.parse(changed, path)
    is_right = not parsed.problems and parsed.mapping == {**value, key: [*listed, *wanted]}
    return (changed, skipped) if is_right else (text, tuple(suggestions))


def _names(entry: dict[str, object]) -> list[str]:
    spellings = entry.get("spellings")
    names = [entry.get("name"), *(spellings if isinstance(spellings, list) else [])]
    return [name for name in names if isinstance(name, str)]


def _with_entries(text: str, key: str, new: Sequence[NameSuggestion], document: located_yaml.Document) -> str:
    first = document.values.get((key, 0))
    indent = " " * (first.column - 3 if first else 2)
    entries = "".join(
        f"{indent}- name: {quoted(one.name)}  # {one.evidence}\n"
        f"{indent}  spellings: [{', '.join(map(quoted, one.spellings))}]\n"
        for one in new
    )
    if (key,) in document.keys:
        end = end_of(text, document, (key,))
        return f"{text[:end]}{newline_before(text, end)}{entries}{text[end:]}"
    text = text if text.strip() else f"{json_schemas.modeline(key, document.path)}{_HEADER}"
    return f"{text}{newline_before(text, len(text))}{key}:\n{entries}"
