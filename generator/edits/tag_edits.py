"""Changes to tags: renamed, dropped, and given to a paper or taken from it, with the notes that name them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from generator.edits import yaml_text
from generator.edits.archive_state import ArchiveState, refuse_for
from generator.edits.change import Change, Refused
from generator.model import Note, Paper, SourceFile, Tag
from generator.sources import json_schemas, located_yaml, notes, tag_reviews, vocabulary
from generator.text import note_template
from generator.text.phrases import Words, fold
from generator.text.slugs import slugify
from generator.text.suggest import did_you_mean
from generator.vocabulary import Vocabulary, VocabularyTag

_FRONT_MATTER = re.compile(r"(---[ \t]*\n)(.*?\n)(---[ \t]*(?:\n|$))", re.S)

_KEYS = {"add": "tags", "remove": "remove_tags"}


def rename(state: ArchiveState, name: str, label: str) -> Change:
    """Give a tag another label. Its address stays, and so does what matches: the label so far is kept as a spelling."""
    curated, text = _read(state)
    tag, label = tag_named(curated, name), " ".join(label.split())
    if label == tag.label:
        raise Refused(f"nothing would change: '{tag.slug}' is called '{label}' already")
    owner = {fold(one): other for other in curated.tags for one in (other.label, *other.matching)}.get(fold(label))
    if owner and owner.slug != tag.slug:
        raise Refused(
            f"'{label}' is a name of the tag '{owner.slug}' already. To make one tag of both, run "
            f"`papershelf tags drop {tag.slug} --to {owner.slug}`"
        )
    path = ("tags", tag.slug)
    text = yaml_text.with_value(text, (*path, "label"), label)
    wanted: dict[str, object] = {"label": label}
    if not tag.spellings:
        text = yaml_text.with_value(text, (*path, "spellings"), [tag.label], after="label")
        wanted["spellings"] = [tag.label]
    _verify(state, text, {tag.slug: wanted})
    receipt = (
        f"'{tag.label}' is called '{label}' from now on; its address tags/{tag.slug}/ and its papers stay",
        f"{vocabulary.PATH}: what matches is {', '.join(_quoted(tag.matching))}",
    )
    return Change({vocabulary.PATH: text}, receipt)


def drop(state: ArchiveState, name: str, successor: str = "") -> Change:
    """Give up a tag. Its spellings become those of `successor`, or of tags that share them, or are blocked; notes that
    name it are corrected.
    """
    curated, text = _read(state)
    tag = tag_named(curated, name)
    other = tag_named(curated, successor) if successor else None
    if other and other.slug == tag.slug:
        raise Refused(f"'{tag.slug}' cannot be replaced by itself. Name another tag with --to")
    receipt = [f"'{tag.label}' is dropped"]
    for child in curated.tags:
        if child.parent == tag.slug:
            parent = ("tags", child.slug, "parent")
            text = yaml_text.with_value(text, parent, tag.parent) if tag.parent else yaml_text.without(text, parent)
            receipt.append(f"{vocabulary.PATH}: '{child.slug}' is a part of {tag.parent or 'no tag'}")
    text = yaml_text.without(text, ("tags", tag.slug))
    text, inherited = _with_heirs(text, curated, tag, other)
    names = [one for one in dict.fromkeys((tag.label, *tag.matching)) if fold(one) not in inherited]
    if other:
        known = {fold(one) for one in other.matching}
        new_names = [one for one in names if fold(one) not in known]
        text = yaml_text.with_items(text, ("tags", other.slug, "hidden"), new_names) if new_names else text
        receipt.append(
            f"{vocabulary.PATH}: {', '.join(_quoted(names))} mean '{other.slug}', where tags/{tag.slug}/ leads"
        )
    else:
        text = yaml_text.with_items(text, ("blocked",), names)
        receipt.append(f"{vocabulary.PATH}: {', '.join(_quoted(names))} never become a tag (blocked)")
    text = _without_empty(_redirected(text, curated.redirects, tag.slug, other.slug if other else ""))
    if located_yaml.parse(text, "").problems:
        raise Refused(_by_hand(state, tag.slug))
    after, problems = vocabulary.read_vocabulary(SourceFile(vocabulary.PATH, text))
    refuse_for(problems)
    if {one.slug for one in after.tags} != {one.slug for one in curated.tags} - {tag.slug}:
        raise Refused(_by_hand(state, tag.slug))
    files = _notes_without(state, tag, other)
    if reviews := state.sources.tag_reviews:
        left = tag_reviews.without_tag(reviews.text, tag.slug)
        files |= {tag_reviews.PATH: left} if left != reviews.text else {}
    receipt += [
        f"{path}: {'deleted' if note is None else 'corrected'}, it named '{tag.slug}'" for path, note in files.items()
    ]
    return Change({**files, vocabulary.PATH: text}, tuple(receipt))


def _with_heirs(
    text: str, curated: Vocabulary, tag: VocabularyTag, other: VocabularyTag | None
) -> tuple[str, set[Words]]:
    """Return the text in which no tag shares spellings of a dropped one, and those spellings that another tag has now.

    A spelling becomes that of the first tag that shares it, unless `other` gets all of them.
    """
    owners = dict.fromkeys(map(fold, tag.matching), other.slug if other else "")
    inherited: set[Words] = set()
    for heir in curated.tags:
        if heir.slug == tag.slug:
            continue
        own = [one for one in heir.shared if owners.get(fold(one)) in ("", heir.slug)]
        owners |= dict.fromkeys(map(fold, own), heir.slug)
        path = ("tags", heir.slug)
        if own:
            left = [one for one in heir.shared if one not in own]
            shared = (*path, "shared")
            text = yaml_text.with_value(text, shared, left) if left else yaml_text.without(text, shared)
        if own and heir != other:
            text = yaml_text.with_items(text, (*path, "hidden"), own)
            inherited |= set(map(fold, own))
    return text, inherited


def adopt(state: ArchiveState, tag: Tag, parent: str = "") -> Change:
    """Write an automatic tag into the vocabulary, as a part of `parent` if given. It keeps its address."""
    curated, text = _read(state)
    whole = tag_named(curated, parent).slug if parent else ""
    text = _with_tag(state, text, tag.slug, tag.label, whole)
    receipt = (
        f"'{tag.label}' is a curated tag from now on, at its address tags/{tag.slug}/",
        f"{vocabulary.PATH}: the tag '{tag.slug}' is new{f', a part of {whole}' if whole else ''}",
    )
    return Change({vocabulary.PATH: text}, receipt)


def block(state: ArchiveState, phrase: str) -> Change:
    """Block a phrase, so that it never becomes an automatic tag."""
    curated, text = _read(state)
    if tag := _find(curated, phrase):
        raise Refused(f"'{phrase}' is a name of the curated tag '{tag.slug}': run `papershelf tags drop {tag.slug}`")
    if fold(phrase) in map(fold, curated.blocked):
        raise Refused(f"nothing would change: '{phrase}' is blocked already")
    text = yaml_text.with_items(_without_empty(text), ("blocked",), [phrase])
    refuse_for(vocabulary.read_vocabulary(SourceFile(vocabulary.PATH, text))[1])
    return Change({vocabulary.PATH: text}, (f"{vocabulary.PATH}: '{phrase}' never becomes a tag (blocked)",))


def _with_tag(state: ArchiveState, text: str, slug: str, label: str, parent: str = "") -> str:
    """Return the text of the vocabulary with a new tag."""
    values: dict[str, object] = {"label": label, "spellings": [label]}
    if parent:
        values["parent"] = parent
    text = yaml_text.with_value(_without_empty(text), ("tags", slug), values)
    _verify(state, text, {slug: values})
    return text


@dataclass(frozen=True, slots=True)
class Signature:
    """The author and the day of a tag that is assigned by hand."""

    author: str
    day: dt.date


def assign(
    state: ArchiveState, paper: Paper, name: str, signature: Signature, *, action: str = "add", creates: bool = False
) -> Change:
    """Give a paper a tag by hand (`add`), or take one from it (`remove`), in a note without text.

    `creates` adds an unknown tag to the vocabulary.
    """
    curated, text = _read(state)
    files: dict[str, str | None] = {}
    receipt = []
    if creates and _find(curated, name) is None:
        slug = slugify(name)
        if not slug:
            raise Refused(f"'{name}': has no letter or digit that an address can have")
        label = " ".join(name.split())
        files[vocabulary.PATH] = _with_tag(state, text, slug, label)
        receipt.append(f"{vocabulary.PATH}: the tag '{slug}' is new")
    else:
        slug = tag_named(curated, name, "--create adds it").slug
    key, other_key = _KEYS[action], next(key for key in _KEYS.values() if key != _KEYS[action])
    own = [note for note in state.notes(paper) if not note.body]
    texts = {file.path: file.text for file in state.sources.notes}
    if present := next((note for note in own if slug in getattr(note, key)), None):
        raise Refused(f"nothing would change: {present.path} has '{slug}' in '{key}' already")
    contrary = next((note for note in own if slug in getattr(note, other_key)), None)
    if contrary:
        left = [one for one in getattr(contrary, other_key) if one != slug]
        files[contrary.path] = _with_lists(texts[contrary.path], contrary, {other_key: left})
        receipt.append(f"{contrary.path}: '{slug}' is not in '{other_key}' any more")
    elif own:
        files[own[0].path] = _with_lists(texts[own[0].path], own[0], {key: [*getattr(own[0], key), slug]})
        receipt.append(f"{own[0].path}: '{slug}' in '{key}'")
    else:
        path = note_template.new_note_path(paper.slug, texts)
        head = f"paper: {paper.slug}\nauthor: {json.dumps(signature.author, ensure_ascii=False)}\n"
        modeline = json_schemas.modeline("note", path)
        files[path] = f"---\n{modeline}{head}date: {signature.day}\n{key}: [{slug}]\n---\n"
        receipt.append(f"{path}: '{slug}' in '{key}', a note without text")
    done = "gets" if action == "add" else "does not get"
    line = f"“{paper.title.plain[:60]}” {done} the tag '{slug}'"
    return Change(files, (line, *receipt))


def tag_named(curated: Vocabulary, name: str, remedy: str = "") -> VocabularyTag:
    """Return the curated tag of this address, label or spelling.

    Raises:
        Refused: when there is none.
    """
    if tag := _find(curated, name):
        return tag
    hint = did_you_mean(slugify(name), [tag.slug for tag in curated.tags], f"{vocabulary.PATH} has the tags there are")
    remedy = remedy or "Adopt an automatic tag with `papershelf tags adopt` first"
    raise Refused(f"there is no curated tag '{name[:60]}': {hint}. {remedy}")


def _find(curated: Vocabulary, name: str) -> VocabularyTag | None:
    folded = fold(name)
    for tag in curated.tags:
        if name == tag.slug or folded in {fold(one) for one in (tag.slug, tag.label, *tag.matching)}:
            return tag
    return next((tag for tag in curated.tags if tag.slug == curated.redirects.get(name)), None)


def _read(state: ArchiveState) -> tuple[Vocabulary, str]:
    curated, problems = vocabulary.read_vocabulary(state.sources.vocabulary)
    refuse_for(problems)
    return curated, state.sources.vocabulary.text if state.sources.vocabulary else ""


def _verify(state: ArchiveState, text: str, changes: Mapping[str, Mapping[str, object]]) -> None:
    """Refuse a text that differs from the vocabulary by anything but these keys of tags."""
    before = located_yaml.parse(state.sources.vocabulary.text if state.sources.vocabulary else "", "").mapping
    tags = before.get("tags")
    wanted = dict(tags) if isinstance(tags, dict) else {}
    for slug, values in changes.items():
        wanted[slug] = {**wanted.get(slug, {}), **values}
    document = located_yaml.parse(text, vocabulary.PATH)
    if document.value != before | {"tags": wanted}:
        raise Refused(_by_hand(state, next(iter(changes))))
    refuse_for(vocabulary.read_vocabulary(SourceFile(vocabulary.PATH, text))[1])


def _by_hand(state: ArchiveState, slug: str) -> str:
    present = state.sources.vocabulary
    place = located_yaml.parse(present.text if present else "", "").keys.get(("tags", slug))
    return (
        f"{vocabulary.PATH}:{place.line if place else 1}: the tag '{slug}' cannot be changed without other lines. "
        "Put each of its keys on a line of its own, or change it by hand"
    )


def _without_empty(text: str) -> str:
    """Return the text without keys that nothing is left of, such as `tags: {}`, to which no line can be added."""
    for key, value in located_yaml.parse(text, "").mapping.items():
        if not value:
            text = yaml_text.without(text, (key,))
    return text


def _redirected(text: str, redirects: Mapping[str, str], slug: str, target: str) -> str:
    """Return the text in which addresses that led to a tag, and its own, lead to `target`, or nowhere without one."""
    wanted = {old: target if new == slug else new for old, new in redirects.items()} | {slug: target}
    wanted = {old: new for old, new in wanted.items() if new}
    changed = text
    for old in [*(old for old, new in redirects.items() if new == slug), slug]:
        path = ("redirects", old)
        changed = (
            yaml_text.with_value(changed, path, wanted[old]) if old in wanted else yaml_text.without(changed, path)
        )
    if (located_yaml.parse(changed, "").mapping.get("redirects") or {}) == wanted:
        return changed
    # Written in braces, the mapping has no lines of its own.
    return yaml_text.with_value(text, ("redirects",), wanted)


def _notes_without(state: ArchiveState, tag: VocabularyTag, other: VocabularyTag | None) -> dict[str, str | None]:
    """Return the notes that name a tag, with the other one in its place if there is one."""
    names = {fold(one) for one in (tag.slug, tag.label, *tag.matching)}
    files: dict[str, str | None] = {}
    for file in state.sources.notes:
        note = notes.read_note(file)[0]
        if note is None:
            continue
        lists = {key: _replaced(getattr(note, key), names, other) for key in _KEYS.values()}
        changed = {key: items for key, items in lists.items() if items != list(getattr(note, key))}
        if changed:
            files[file.path] = _with_lists(file.text, note, changed)
    return files


def _replaced(items: Collection[str], names: Collection[tuple[str, ...]], other: VocabularyTag | None) -> list[str]:
    replaced = [(other.slug if other else "") if fold(item) in names else item for item in items]
    return list(dict.fromkeys(filter(None, replaced)))


def _with_lists(text: str, note: Note, lists: Mapping[str, list[str]]) -> str | None:
    """Return a note's text with other lists in its front matter; None if neither text nor a tag is left."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise Refused(f"{note.path}: the front matter is missing")
    front = match[2]
    for key, items in lists.items():
        front = yaml_text.with_value(front, (key,), items) if items else yaml_text.without(front, (key,))
    changed = text[: match.start(2)] + front + text[match.end(2) :]
    values = located_yaml.parse(front, "").mapping
    if not note.body and not any(values.get(key) for key in _KEYS.values()):
        return None
    refuse_for(problem for problem in notes.read_note(SourceFile(note.path, changed))[1] if problem.is_error)
    return changed


def _quoted(names: Collection[str]) -> list[str]:
    return [f"'{name}'" for name in names]
