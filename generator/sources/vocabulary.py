"""The curated vocabulary of tags: from the text of `site_config/tags.yml` to checked values."""

from __future__ import annotations

from generator.model import Problem, SourceFile, Vocabulary, VocabularyTag
from generator.sources import located_yaml, schemas
from generator.sources.located_yaml import Document, Path
from generator.text import suggest
from generator.text.phrases import fold

PATH = "site_config/tags.yml"


def read_vocabulary(file: SourceFile | None) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary, empty when there is no file, and every problem in it.

    A spelling that belongs to two tags, a parent that does not exist or goes round in a circle, and a redirect that
    leads nowhere or hides a tag, are problems.
    """
    if file is None:
        return Vocabulary(), []
    document = located_yaml.parse(file.text, file.path)
    parsed, problems = schemas.validate(document, schemas.TagsSchema)
    if parsed is None:
        return Vocabulary(), problems
    if "index" in parsed.tags:
        message = "the address tags/index belongs to the list of tags"
        problems.append(document.problem(("tags", "index"), message, "give the tag another id", at_key=True))
    problems += _shared_spellings(document, parsed)
    problems += _wrong_parents(document, parsed)
    problems += _wrong_redirects(document, parsed)
    if problems:
        return Vocabulary(), sorted(problems)
    tags = (
        VocabularyTag(
            slug, tag.label, tag.aliases, tag.hidden, tag.match, tag.parent or "", tag.description or "", tag.broad
        )
        for slug, tag in sorted(parsed.tags.items())
    )
    return Vocabulary(tuple(tags), parsed.blocked, parsed.redirects), []


def _shared_spellings(document: Document, parsed: schemas.TagsSchema) -> list[Problem]:
    problems = []
    owner: dict[tuple[str, ...], str] = {}
    for slug, tag in parsed.tags.items():
        for path, spelling in _spellings(slug, tag):
            first = owner.setdefault(fold(spelling), slug)
            if first != slug:
                message = f"'{spelling}' is a spelling of the tag '{first}' already"
                problems.append(document.problem(path, message, "keep it in one of the two"))
    for index, phrase in enumerate(parsed.blocked):
        if first := owner.get(fold(phrase), ""):
            message = f"'{phrase}' is blocked, but it is a spelling of the tag '{first}'"
            problems.append(document.problem(("blocked", index), message, "remove it from one of the two"))
    return problems


def _spellings(slug: str, tag: schemas.TagSchema) -> list[tuple[Path, str]]:
    """The tag's spellings with their paths in the file."""
    found: list[tuple[Path, str]] = [(("tags", slug, "label"), tag.label)]
    for key, spellings in (("aliases", tag.aliases), ("hidden", tag.hidden)):
        found += [(("tags", slug, key, index), spelling) for index, spelling in enumerate(spellings)]
    return found


def _wrong_parents(document: Document, parsed: schemas.TagsSchema) -> list[Problem]:
    problems = []
    for slug, tag in parsed.tags.items():
        path = ("tags", slug, "parent")
        if tag.parent and tag.parent not in parsed.tags:
            close = suggest.did_you_mean(tag.parent, parsed.tags)
            problems.append(document.problem(path, f"there is no tag '{tag.parent}' to be the parent", close))
        elif _is_own_ancestor(slug, parsed):
            hint = "make one of the tags of the circle a tag without a parent"
            problems.append(document.problem(path, f"the parents of '{slug}' lead back to it", hint))
    return problems


def _is_own_ancestor(slug: str, parsed: schemas.TagsSchema) -> bool:
    seen: set[str] = set()
    above = parsed.tags[slug].parent
    while above and above in parsed.tags and above not in seen:
        seen.add(above)
        above = parsed.tags[above].parent
    return slug in seen


def _wrong_redirects(document: Document, parsed: schemas.TagsSchema) -> list[Problem]:
    problems = []
    for old, new in parsed.redirects.items():
        path = ("redirects", old)
        if old in parsed.tags:
            hint = "remove the redirect, or give the tag another id"
            problems.append(document.problem(path, f"'{old}' is a tag, and cannot lead to another", hint, at_key=True))
        if new not in parsed.tags:
            close = suggest.did_you_mean(new, parsed.tags)
            problems.append(document.problem(path, f"leads to '{new}', which is no tag", close))
    return problems
