"""The vocabulary: curated tags, read from `site_config/tags.yml` and checked."""

from __future__ import annotations

from generator.model import Problem, SourceFile
from generator.sources import located_yaml, schemas
from generator.sources.located_yaml import Document, Path
from generator.text import suggest
from generator.text.phrases import fold
from generator.vocabulary import Vocabulary, VocabularyTag

PATH = "site_config/tags.yml"


def read_vocabulary(file: SourceFile | None) -> tuple[Vocabulary, list[Problem]]:
    """Return the vocabulary, empty without a file or with any problem, and all its problems.

    Problems are also a spelling of two tags, a rule for a spelling that its tag does not have, a parent that does not
    exist, a circle of parents, and a redirect from a tag or to no tag.
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
    problems += _wrong_rules(document, parsed)
    problems += _wrong_parents(document, parsed)
    problems += _wrong_redirects(document, parsed)
    if problems:
        return Vocabulary(), sorted(problems)
    tags = (
        VocabularyTag(
            slug,
            tag.label,
            tag.aliases,
            tag.hidden,
            tag.match,
            tag.parent or "",
            tag.description or "",
            tag.broad,
            tag.spellings,
            tag.shared,
            tag.where,
            tag.context,
            tag.not_,
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
    """Return the tag's spellings with their paths in the file."""
    located: list[tuple[Path, str]] = [(("tags", slug, "label"), tag.label)]
    for key, spellings in (("spellings", tag.spellings), ("aliases", tag.aliases), ("hidden", tag.hidden)):
        located += [(("tags", slug, key, index), spelling) for index, spelling in enumerate(spellings)]
    return located


def _wrong_rules(document: Document, parsed: schemas.TagsSchema) -> list[Problem]:
    """Return the problems of `shared` spellings that no other tag has, and of rules for spellings that a tag lacks."""
    problems = []
    owners: dict[tuple[str, ...], str] = {}
    for slug, tag in parsed.tags.items():
        owners |= {fold(spelling): slug for _, spelling in _spellings(slug, tag)}
    for slug, tag in parsed.tags.items():
        for index, spelling in enumerate(tag.shared):
            if owners.get(fold(spelling), slug) == slug:
                message = f"'{spelling}' is no spelling of another tag"
                problems.append(document.problem(("tags", slug, "shared", index), message, "write it under hidden"))
        own = [spelling for _, spelling in _spellings(slug, tag)] + list(tag.shared)
        known = set(map(fold, own))
        for key, rules in (("where", tag.where), ("context", tag.context), ("not", tag.not_)):
            for spelling in rules:
                if fold(spelling) not in known:
                    message, path = f"'{spelling}' is no spelling of the tag '{slug}'", ("tags", slug, key, spelling)
                    problems.append(document.problem(path, message, suggest.did_you_mean(spelling, own), at_key=True))
    return problems


def _wrong_parents(document: Document, parsed: schemas.TagsSchema) -> list[Problem]:
    problems = []
    for slug, tag in parsed.tags.items():
        path = ("tags", slug, "parent")
        if tag.parent and tag.parent not in parsed.tags:
            close = suggest.did_you_mean(tag.parent, parsed.tags)
            problems.append(document.problem(path, f"the parent '{tag.parent}' is not a tag", close))
        elif _is_own_ancestor(slug, parsed):
            hint = "remove the parent of one of the tags in the circle"
            problems.append(document.problem(path, f"the parents of '{slug}' form a circle", hint))
    return problems


def _is_own_ancestor(slug: str, parsed: schemas.TagsSchema) -> bool:
    ancestors: set[str] = set()
    parent = parsed.tags[slug].parent
    while parent and parent in parsed.tags and parent not in ancestors:
        ancestors.add(parent)
        parent = parsed.tags[parent].parent
    return slug in ancestors


def _wrong_redirects(document: Document, parsed: schemas.TagsSchema) -> list[Problem]:
    problems = []
    for old, new in parsed.redirects.items():
        path = ("redirects", old)
        if old in parsed.tags:
            hint = "remove the redirect, or give the tag another id"
            problems.append(document.problem(path, f"'{old}' is a tag and cannot be a redirect", hint, at_key=True))
        if new not in parsed.tags:
            close = suggest.did_you_mean(new, parsed.tags)
            problems.append(document.problem(path, f"redirects to '{new}', which is not a tag", close))
    return problems
