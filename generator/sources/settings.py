"""Settings: read from `mkdocs.yml` and `archive.yml`, and checked."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from mkdocs.config.base import ValidationError
from mkdocs.config.config_options import PathSpec
from mkdocs.config.defaults import get_schema

from generator.model import Link, Page, Problem, Settings, Severity, SourceFile
from generator.sources import located_yaml, schemas
from generator.sources.located_yaml import Document, Path
from generator.text import suggest, web
from generator.text.markdown_writer import EXTENSIONS, HARMLESS
from generator.text.tidy import tidy

_ON = frozenset({"true", "yes", "on"})

_ADD_NO_PAGES = frozenset(
    "awesome-nav git-revision-date-localized glightbox info macros meta minify offline optimize privacy search social"
    " tags typeset".split()
)
"""Plugins that add no pages to which a link may lead, and read nothing in notes that we do not."""

_READ_NO_NOTES = frozenset({"blog", "redirects"})
"""Further ones that read nothing in notes that we do not."""

_HOOK = "site_config/hook.py"
_DOCS, _PAGES = "build/docs", "content/pages"
_THEME, _OVERRIDES = "build/theme", "site_config/overrides"

_MKDOCS_KEYS = ("site_name", "site_url", "site_description", "repo_url")


def read_settings(document: Document, archive: SourceFile | None) -> tuple[Settings | None, list[Problem]]:
    """Return the settings from `archive.yml` and from those keys of `mkdocs.yml` that we use, and their problems."""
    if not isinstance(document.value, dict):
        empty = Problem(document.path, 1, 1, "is empty", "run `papershelf init` for a new one")
        return None, document.problems or [empty]
    names = {key: tidy(value) for key in _MKDOCS_KEYS if isinstance(value := document.value.get(key), str)}
    problems = list(document.problems)
    if not names.get("site_name"):
        problems.append(document.problem(("site_name",), "'site_name' is missing", "add it: the archive's name"))
    if not web.is_address(names.get("site_url", "")):
        hint = "feeds need the address of the published site, such as https://you.github.io/papers/"
        problems.append(document.problem(("site_url",), "'site_url' is missing or not an address", hint))
    own: schemas.ArchiveSchema | None = schemas.ArchiveSchema()
    if archive is not None:
        own, more = schemas.validate(located_yaml.parse(archive.text, archive.path), schemas.ArchiveSchema)
        problems += more
    if problems or own is None:
        return None, problems
    settings = Settings(
        site_name=names["site_name"],
        site_url=names["site_url"].rstrip("/") + "/",
        site_description=names.get("site_description", ""),
        repo_url=names.get("repo_url", "").rstrip("/"),
        language=language(document),
        branch=own.branch,
        minimum_papers_per_tag=own.minimum_papers_per_tag,
        minimum_papers_per_author=own.minimum_papers_per_author,
        minimum_papers_per_author_feed=own.minimum_papers_per_author_feed,
        feed_entries=own.feed_entries,
        feed_formats=own.feed_formats,
        feeds_of_tag_pairs=own.feeds_of_tag_pairs,
        newest_on_home=own.newest_on_home,
        pinned=own.pinned,
        own_summaries=own.own_summaries,
        unsubscribe=own.unsubscribe,
        keeps_markdown=_reads_markdown_as_we_do(document),
    )
    return settings, []


def pinned_problems(archive: SourceFile | None, hints: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a warning for each paper in `pinned` of `archive.yml` that the archive lacks, with the hint for it."""
    document = located_yaml.parse(archive.text, archive.path) if archive else located_yaml.parse("", "")
    pinned = document.mapping.get("pinned")
    for number, reference in enumerate(pinned if isinstance(pinned, list) else []):
        if reference in hints:
            message = f"'pinned[{number + 1}]' ('{reference[:60]}') is no paper of this archive"
            problem = document.problem(("pinned", number), message, hints[reference])
            yield replace(problem, severity=Severity.WARNING)


def pair_problems(archive: SourceFile | None, tags: Collection[str]) -> Iterator[Problem]:
    """Yield a warning for each slug in `feeds_of_tag_pairs` of `archive.yml`, which is valid, that no tag has."""
    if archive is None:
        return
    document = located_yaml.parse(archive.text, archive.path)
    pairs = document.mapping.get("feeds_of_tag_pairs")
    for number, pair in enumerate(pairs if isinstance(pairs, list) else []):
        for index, slug in enumerate(pair):
            if slug not in tags:
                path: Path = ("feeds_of_tag_pairs", number, index)
                hint = suggest.did_you_mean(slug, tags, "write the last part of the address of a tag's page")
                yield replace(document.problem(path, f"no tag '{slug}'", hint), severity=Severity.WARNING)


def branch(archive: SourceFile | None) -> str:
    """Return the branch that `archive.yml` names, "main" if it names none or is not valid."""
    read = (
        schemas.validate(located_yaml.parse(archive.text, archive.path), schemas.ArchiveSchema)[0] if archive else None
    )
    return read.branch if read else schemas.ArchiveSchema().branch


def navigation(document: Document) -> list[Link]:
    """Return the files of `build/docs` that the navigation in `mkdocs.yml` names, with their positions."""
    return [
        Link(document.file(path), position.line, position.column, target)
        for path, target in _leaves(document.mapping.get("nav"), ("nav",))
        if "://" not in target and not target.startswith(("/", "#", "mailto:"))
        for position in [document.position(path)]
    ]


def plugins_add_pages(document: Document) -> bool:
    """Return True if plugins or hooks may add pages, which are unknown until MkDocs builds the site."""
    return bool(_plugins(document) - _ADD_NO_PAGES) or _has_own_hooks(document)


def pages_of_site(document: Document, pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the pages that `exclude_docs` does not keep from the site, and mark those of `draft_docs` as drafts."""
    is_excluded, is_draft = (_patterns(document.mapping.get(key)) for key in ("exclude_docs", "draft_docs"))
    for page in pages:
        if is_draft(page.path):
            yield replace(page, is_draft=True, is_searchable=False)
        elif not is_excluded(page.path):
            yield page


def _patterns(value: object) -> Callable[[str], bool]:
    """Return whether a path matches patterns as in .gitignore; MkDocs reports those that are not valid."""
    try:
        return PathSpec().run_validation(value).match_file
    except ValidationError:
        return lambda _: False


def _reads_markdown_as_we_do(document: Document) -> bool:
    """Return True if no configured plugin, hook or extension may interpret more in a note than those of a new archive.

    Others may read blocks of HTML, or code that is run.
    """
    extensions = document.mapping.get("markdown_extensions")
    names = {name.removeprefix("markdown.extensions.") for name in _names(extensions)}
    if names - EXTENSIONS.keys() - HARMLESS or "custom_fences" in str(extensions):
        return False
    return not (_plugins(document) - _ADD_NO_PAGES - _READ_NO_NOTES or _has_own_hooks(document))


def _plugins(document: Document) -> set[str]:
    return {name.removeprefix("material/") for name in _names(document.mapping.get("plugins"))}


def _has_own_hooks(document: Document) -> bool:
    return bool(set(_names(document.mapping.get("hooks"))) - {_HOOK})


def _names(entries: object) -> list[str]:
    """Return the names of a list, or keys of a mapping, of names with or without options."""
    if isinstance(entries, list):
        return [
            name for entry in entries for name in (entry if isinstance(entry, dict) else [entry]) if name is not None
        ]
    return list(entries) if isinstance(entries, dict) else []


def _leaves(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case str():
            yield path, value
        case list():
            for index, item in enumerate(value):
                yield from _leaves(item, (*path, index))
        case dict():
            for key, item in value.items():
                yield from _leaves(item, (*path, key))


def theme_problems(document: Document, is_folder: Callable[[str], bool]) -> Iterator[Problem]:
    """Report a `theme.custom_dir` that is no folder of the archive, and a `docs_dir` other than ours."""
    docs = document.mapping.get("docs_dir")
    if isinstance(docs, str) and posixpath.normpath(docs) != _DOCS:
        message = f"'docs_dir' ('{docs[:60]}') is not {_DOCS}, where the pages are"
        yield document.problem(("docs_dir",), message, f"write 'docs_dir: {_DOCS}'; your own pages go to {_PAGES}")
    theme = document.mapping.get("theme")
    if not isinstance(theme, dict) or "custom_dir" not in theme:
        return
    path = theme["custom_dir"]
    if not isinstance(path, str):
        yield document.problem(("theme", "custom_dir"), "'custom_dir' is not text", f"write 'custom_dir: {_THEME}'")
    elif posixpath.isabs(path) or posixpath.normpath(path).partition("/")[0] == "..":
        message = f"'custom_dir' ('{path[:60]}') is outside of the archive, and all its files would be published"
        hint = f"write 'custom_dir: {_THEME}', and put files of your own into {_OVERRIDES}"
        yield document.problem(("theme", "custom_dir"), message, hint)
    elif posixpath.normpath(path) == _OVERRIDES:
        message = f"'custom_dir' is '{path}', but the theme is in {_THEME} now, together with your own files"
        hint = f"run `papershelf upgrade`, or write 'custom_dir: {_THEME}'"
        yield document.problem(("theme", "custom_dir"), message, hint)
    elif posixpath.normpath(path) != _THEME and not is_folder(path):
        message = f"'custom_dir' ('{path[:60]}') is not a folder"
        hint = f"write 'custom_dir: {_THEME}', and put files of your own into {_OVERRIDES}"
        yield document.problem(("theme", "custom_dir"), message, hint)


def language(document: Document | None) -> str:
    """Return the language of the site, `theme.language`."""
    theme = document.mapping.get("theme") if document else None
    value = theme.get("language") if isinstance(theme, dict) else None
    return value if isinstance(value, str) and value else "en"


def is_strict(document: Document | None) -> bool:
    """Return whether `strict: true` turns warnings into errors."""
    return document is not None and str(document.mapping.get("strict", "")).lower() in _ON


def custom_dir(document: Document) -> str | None:
    """Return `theme.custom_dir`, relative to the archive, if it is another folder than `build/theme`."""
    theme = document.mapping.get("theme")
    path = theme.get("custom_dir") if isinstance(theme, dict) else None
    return path if isinstance(path, str) and posixpath.normpath(path) != _THEME else None


def unknown_keys(document: Document) -> Iterator[Problem]:
    """Warn about keys of `mkdocs.yml` that MkDocs does not know and would silently ignore."""
    known = ["INHERIT", *(name for name, _ in get_schema())]
    for key in document.mapping:
        if key not in known:
            hint = suggest.did_you_mean(key, known, "remove it, or move it below 'extra'")
            problem = document.problem((key,), f"MkDocs knows no key '{key}'", hint, at_key=True)
            yield replace(problem, severity=Severity.WARNING)
