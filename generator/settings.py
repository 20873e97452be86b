"""Settings and vocabulary: from the text of `mkdocs.yml`, `archive.yml` and `tags.yml` to checked values."""

from __future__ import annotations

from generator import located_yaml, schemas
from generator.model import Problem, Settings, SourceFile, VocabularyTag

_MKDOCS_KEYS = ("site_name", "site_url", "site_description", "repo_url")


def read_settings(mkdocs: SourceFile, archive: SourceFile | None) -> tuple[Settings | None, list[Problem]]:
    """The archive's settings. MkDocs checks `mkdocs.yml` itself; only the keys we use, too, are looked at here."""
    names, problems = _mkdocs_names(mkdocs)
    if not names.get("site_name"):
        problems.append(Problem(mkdocs.path, 1, 1, "'site_name' is missing", "add it: the archive's name"))
    if not schemas.ADDRESS.fullmatch(names.get("site_url", "")):
        hint = "feeds need the address where the site will stand, such as https://you.github.io/papers/"
        problems.append(Problem(mkdocs.path, 1, 1, "'site_url' is missing or no address", hint))
    own: schemas.ArchiveFile | None = schemas.ArchiveFile()
    if archive is not None:
        own, more = schemas.validate(located_yaml.parse(archive.text, archive.path), schemas.ArchiveFile)
        problems += more
    if problems or own is None:
        return None, problems
    settings = Settings(
        site_name=names["site_name"],
        site_url=names["site_url"].rstrip("/") + "/",
        site_description=names.get("site_description", ""),
        repo_url=names.get("repo_url", "").rstrip("/"),
        branch=own.branch,
        minimum_papers_per_tag=own.minimum_papers_per_tag,
        feed_entries=own.feed_entries,
        newest_on_home=own.newest_on_home,
    )
    return settings, []


def _mkdocs_names(mkdocs: SourceFile) -> tuple[dict[str, str], list[Problem]]:
    """The plain text values of our keys. Other keys may hold tags such as `!ENV` and `!!python/name`: MkDocs' business."""
    document = located_yaml.parse(mkdocs.text, mkdocs.path)
    if not isinstance(document.value, dict):
        return {}, document.problems or [Problem(mkdocs.path, 1, 1, "is empty", "run `papershelf init` for a new one")]
    problems = [problem for problem in document.problems if _concerns_us(document, problem)]
    names = {key: value for key in _MKDOCS_KEYS if isinstance(value := document.value.get(key), str)}
    return names, problems


def _concerns_us(document: located_yaml.Document, problem: Problem) -> bool:
    ours = {document.place((key,)).line for key in _MKDOCS_KEYS if (key,) in document.values}
    return problem.line in ours


def read_vocabulary(file: SourceFile | None) -> tuple[tuple[VocabularyTag, ...], list[Problem]]:
    """The curated tags, by slug. Problems: an alias in two tags, a parent that does not exist."""
    if file is None:
        return (), []
    document = located_yaml.parse(file.text, file.path)
    parsed, problems = schemas.validate(document, schemas.TagsFile)
    if parsed is None:
        return (), problems
    owner: dict[str, str] = {}
    for slug, tag in parsed.tags.items():
        if tag.parent is not None and (tag.parent not in parsed.tags or tag.parent == slug):
            hint = "name another tag of this file, or remove the key"
            problems.append(document.problem(("tags", slug, "parent"), f"'{tag.parent}' cannot be the parent", hint))
        for index, spelling in enumerate((tag.label, *tag.aliases)):
            first = owner.setdefault(spelling.casefold(), slug)
            if first != slug:
                path = ("tags", slug, "aliases", index - 1) if index else ("tags", slug, "label")
                message = f"'{spelling}' belongs to the tag '{first}' already"
                problems.append(document.problem(path, message, "keep it in one of the two"))
    if problems:
        return (), problems
    tags = (
        VocabularyTag(slug, tag.label, tag.aliases, tag.parent or "", tag.description or "", tag.hidden)
        for slug, tag in sorted(parsed.tags.items())
    )
    return tuple(tags), []
