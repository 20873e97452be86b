"""Settings: from the text of `mkdocs.yml` and `archive.yml` to checked values."""

from __future__ import annotations

from generator import located_yaml, schemas
from generator.model import Problem, Settings, SourceFile
from generator.text import tidy

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
        minimum_papers_per_author=own.minimum_papers_per_author,
        feed_entries=own.feed_entries,
        newest_on_home=own.newest_on_home,
        unsubscribe=own.unsubscribe,
    )
    return settings, []


def _mkdocs_names(mkdocs: SourceFile) -> tuple[dict[str, str], list[Problem]]:
    """The plain text values of our keys, tidied.

    Other keys may hold tags such as `!ENV` and `!!python/name`: MkDocs' business.
    """
    document = located_yaml.parse(mkdocs.text, mkdocs.path)
    if not isinstance(document.value, dict):
        return {}, document.problems or [Problem(mkdocs.path, 1, 1, "is empty", "run `papershelf init` for a new one")]
    problems = [problem for problem in document.problems if _concerns_us(document, problem)]
    names = {key: tidy(value) for key in _MKDOCS_KEYS if isinstance(value := document.value.get(key), str)}
    return names, problems


def _concerns_us(document: located_yaml.Document, problem: Problem) -> bool:
    ours = {document.place((key,)).line for key in _MKDOCS_KEYS if (key,) in document.values}
    return problem.line in ours
