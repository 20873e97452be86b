"""Mistakes in the settings of Material that MkDocs passes over, or at which it stops without naming their line.

Material's templates take any setting: a feature that does not exist does nothing, a picture that does not exist is a
broken picture, and an icon that does not exist ends the build. See https://squidfunk.github.io/mkdocs-material/setup/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from generator.model import Page, Problem, Severity
from generator.sources.located_yaml import Document, Path
from generator.text.suggest import closest, did_you_mean

FEATURES = frozenset(
    """
    announce.dismiss content.action.edit content.action.view content.code.annotate content.code.copy content.code.select
    content.footnote.tooltips content.lazy content.tabs.link content.tooltips header.autohide navigation.expand
    navigation.footer navigation.indexes navigation.instant navigation.instant.prefetch navigation.instant.preview
    navigation.instant.progress navigation.path navigation.prune navigation.sections navigation.tabs
    navigation.tabs.sticky navigation.top navigation.tracking search.highlight search.share search.suggest toc.follow
    toc.integrate
    """.split()
)
ACCENTS = frozenset(
    "amber blue custom cyan deep-orange deep-purple green indigo light-blue light-green lime orange pink purple red "
    "teal yellow".split()
)
PRIMARIES = ACCENTS | {"black", "blue-grey", "brown", "grey", "white"}
ICONS = frozenset(
    "admonition alternate annotation close edit logo menu next previous repo search share tag top view".split()
)
_THEME_KEYS = frozenset(
    "custom_dir direction favicon features font icon language locale logo name palette static_templates variant".split()
)
_PALETTE_KEYS = frozenset({"accent", "media", "primary", "scheme", "toggle"})
_CONSENT_ACTIONS = frozenset({"accept", "manage", "reject"})

_NEEDED_EXTENSIONS = ("md_in_html", "generator.text.markdown_extension")

_ICON_SEARCH = "find it at https://squidfunk.github.io/mkdocs-material/reference/icons-emojis/"
_PAGES = "content/pages"
_OVERRIDES = "site_config/overrides"


class SiteFiles(Protocol):
    """The files that MkDocs finds in the theme and in the archive."""

    def has_template(self, path: str) -> bool:
        """Return True if the theme has this template or icon, such as `partials/logo.html`."""

    def has_file(self, path: str) -> bool:
        """Return True if the site has this file: one of `content/pages`, or a style, script or picture of the theme."""

    def templates(self, folder: str) -> Iterable[str]:
        """Return the paths of the templates in a folder and below it."""


def problems(document: Document, files: SiteFiles) -> Iterator[Problem]:
    """Yield problems with the theme, with `extra`, and with files that are named and missing."""
    theme = document.mapping.get("theme")
    if isinstance(theme, dict) and theme.get("name", "material") == "material":
        yield from _theme(document, theme, files)
    extra = document.mapping.get("extra")
    if isinstance(extra, dict):
        yield from _extra(document, extra, files)
    yield from _missing_files(document, files)
    yield from _diagrams(document)
    yield from _plugins(document)


def extension_problems(document: Document) -> Iterator[Problem]:
    """Yield a warning for each missing Markdown extension that generated pages need."""
    extensions = document.mapping.get("markdown_extensions")
    entries = extensions if isinstance(extensions, list | dict) else []
    named = {name for entry in entries for name in (entry if isinstance(entry, dict) else [entry])}
    if missing := [f"'{name}'" for name in _NEEDED_EXTENSIONS if name not in named]:
        message = f"'markdown_extensions' lacks {' and '.join(missing)}, for notes and formulas of papers"
        hint = "add what is missing, or run `papershelf upgrade --take mkdocs.yml`"
        yield _warning(document.problem(("markdown_extensions",), message, hint, at_key=True))


def page_problems(pages: Iterable[Page], files: SiteFiles) -> Iterator[Problem]:
    """Yield a problem for each missing template or icon that the front matter of a page names."""
    for page in pages:
        path = f"{_PAGES}/{page.path}"
        template, icon = page.front.get("template"), page.front.get("icon")
        if isinstance(template, str) and not files.has_template(template):
            message = f"the theme has no template '{template[:60]}'"
            hint = did_you_mean(template, files.templates(""), f"put it into {_OVERRIDES}")
            yield Problem(path, *page.positions.get(("template",), (1, 1)), message, hint)
        if isinstance(icon, str) and not files.has_template(f".icons/{icon}.svg"):
            yield Problem(path, *page.positions.get(("icon",), (1, 1)), *_no_icon(icon))


def _theme(document: Document, theme: Mapping[str, object], files: SiteFiles) -> Iterator[Problem]:
    path: Path = ("theme",)
    for key in theme:
        if key not in _THEME_KEYS and (meant := closest(key, _THEME_KEYS)):
            message = f"Material knows no key '{key}' here"
            yield _warning(document.problem((*path, key), message, f"did you mean '{meant}'?", at_key=True))
    language = theme.get("language")
    if isinstance(language, str) and not files.has_template(f"partials/languages/{language}.html"):
        known = [name.split("/")[-1].removesuffix(".html") for name in files.templates("partials/languages")]
        hint = did_you_mean(language, known, "write the code of one that Material has, such as de, pt-BR or zh")
        yield document.problem((*path, "language"), f"Material has no language '{language[:40]}'", hint)
    if theme.get("direction") not in (None, "ltr", "rtl"):
        yield _warning(document.problem((*path, "direction"), "'direction' is neither ltr nor rtl", "correct it"))
    yield from _features(document, (*path, "features"), theme.get("features"))
    yield from _icons(document, (*path, "icon"), theme.get("icon"), files)
    yield from _palette(document, (*path, "palette"), theme.get("palette"), files)
    yield from _fonts(document, theme)


def _features(document: Document, path: Path, features: object) -> Iterator[Problem]:
    for index, feature in enumerate(features if isinstance(features, list) else []):
        if isinstance(feature, str) and feature not in FEATURES:
            hint = did_you_mean(feature, FEATURES, "remove it, unless a template of yours asks for it")
            problem = document.problem((*path, index), f"Material has no feature '{feature[:60]}'", hint)
            yield _warning(problem) if closest(feature, FEATURES) else _notice(problem)
        elif str(feature).startswith("search.") and not plugin(document, "search"):
            message = f"'{feature}' has no effect on the search of archives"
            yield _notice(document.problem((*path, index), message, "remove it, or add Material's search to plugins"))


def _icons(document: Document, path: Path, icons: object, files: SiteFiles) -> Iterator[Problem]:
    for key, icon in icons.items() if isinstance(icons, dict) else ():
        if key not in ICONS:
            hint = did_you_mean(key, ICONS, "remove it")
            yield _warning(
                document.problem((*path, key), f"Material has no place for an icon '{key}'", hint, at_key=True)
            )
        names = icon.items() if isinstance(icon, dict) else [(None, icon)]
        for inner, name in names:
            yield from _icon(document, (*path, key) if inner is None else (*path, key, inner), name, files)


def _icon(document: Document, path: Path, name: object, files: SiteFiles) -> Iterator[Problem]:
    """Yield an error if an icon does not exist, as Jinja would stop there."""
    if isinstance(name, str) and not files.has_template(f".icons/{name}.svg"):
        yield document.problem(path, *_no_icon(name))


def _no_icon(name: str) -> tuple[str, str]:
    return f"there is no icon '{name[:60]}'", f"{_ICON_SEARCH}, or put it into {_OVERRIDES}/.icons/"


def _palette(document: Document, path: Path, palette: object, files: SiteFiles) -> Iterator[Problem]:
    palettes = [(path, palette)]
    if isinstance(palette, list):
        palettes = [((*path, index), each) for index, each in enumerate(palette)]
    for at, each in palettes:
        if not isinstance(each, dict):
            continue
        for key in each:
            if key not in _PALETTE_KEYS:
                hint = did_you_mean(key, _PALETTE_KEYS, "remove it")
                yield _warning(document.problem((*at, key), f"a palette has no key '{key}'", hint, at_key=True))
        for key, known in (("primary", PRIMARIES), ("accent", ACCENTS)):
            colour = each.get(key)
            if isinstance(colour, str) and colour.replace(" ", "-") not in known:
                hint = did_you_mean(colour, known, "or write custom, and set its variables in a style sheet")
                yield _warning(document.problem((*at, key), f"Material has no {key} colour '{colour[:40]}'", hint))
        toggle = each.get("toggle")
        if isinstance(toggle, dict):
            yield from _required(document, (*at, "toggle"), toggle, ("icon", "name"))
            yield from _icon(document, (*at, "toggle", "icon"), toggle.get("icon"), files)


def _fonts(document: Document, theme: Mapping[str, object]) -> Iterator[Problem]:
    font = theme.get("font")
    if str(font).lower() == "false" or plugin(document, "privacy"):
        return
    if isinstance(font, str):
        hint = f"write 'font: {{text: {font[:40]}}}', or 'font: false' for the fonts of the reader's system"
        yield _warning(document.problem(("theme", "font"), "'font' is text, and Material takes no font from it", hint))
    else:
        message = "fonts come from Google: the browser of every reader asks fonts.googleapis.com for them"
        hint = "write 'font: false' for the fonts of the reader's system, or add the plugin privacy"
        yield _notice(document.problem(("theme", "font"), message, hint, at_key=True))


def _extra(document: Document, extra: Mapping[str, object], files: SiteFiles) -> Iterator[Problem]:
    for key, required in (("social", ("icon", "link")), ("alternate", ("name", "link", "lang"))):
        entries = extra.get(key)
        if entries is not None and not isinstance(entries, list):
            needed = ", ".join(f"'{name}'" for name in required)
            yield document.problem(("extra", key), "is not a list", f"write a list of entries with {needed}")
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(entry, dict):
                yield from _required(document, ("extra", key, index), entry, required)
                yield from _icon(document, ("extra", key, index, "icon"), entry.get("icon"), files)
    analytics, consent = extra.get("analytics"), extra.get("consent")
    if isinstance(analytics, dict):
        yield from _analytics(document, analytics, files)
    if isinstance(consent, dict):
        yield from _required(document, ("extra", "consent"), consent, ("title", "description"))
        actions = consent.get("actions")
        for index, action in enumerate(actions if isinstance(actions, list) else []):
            if action not in _CONSENT_ACTIONS:
                hint = f"write {', '.join(sorted(_CONSENT_ACTIONS))}"
                place = ("extra", "consent", "actions", index)
                yield _warning(document.problem(place, f"consent has no action '{action}'", hint))


def _analytics(document: Document, analytics: Mapping[str, object], files: SiteFiles) -> Iterator[Problem]:
    provider = analytics.get("provider")
    template = f"partials/integrations/analytics/{provider}.html"
    if isinstance(provider, str) and not files.has_template(template):
        hint = f"put the provider's script into {_OVERRIDES}/{template}, or write 'provider: google'"
        yield document.problem(("extra", "analytics", "provider"), f"there is no template {template}", hint)
    if provider == "google":
        yield from _required(document, ("extra", "analytics"), analytics, ("property",))
    feedback = analytics.get("feedback")
    ratings = feedback.get("ratings") if isinstance(feedback, dict) else None
    for index, rating in enumerate(ratings if isinstance(ratings, list) else []):
        if isinstance(rating, dict):
            place = ("extra", "analytics", "feedback", "ratings", index)
            yield from _required(document, place, rating, ("icon", "name", "data"))
            yield from _icon(document, (*place, "icon"), rating.get("icon"), files)


def _required(document: Document, path: Path, given: Mapping[str, object], keys: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each of these keys that is missing. Without an icon, Jinja stops."""
    for key in keys:
        if given.get(key) is None and (*path, key) not in document.refused:
            problem = document.problem(path, f"'{key}' is missing", "add it")
            yield problem if key == "icon" else _warning(problem)


def _missing_files(document: Document, files: SiteFiles) -> Iterator[Problem]:
    """Yield a warning for each missing file of the site that settings name."""
    theme = document.mapping.get("theme")
    named: list[tuple[Path, object]] = []
    if isinstance(theme, dict):
        named += [(("theme", key), theme.get(key)) for key in ("logo", "favicon")]
    for key in ("extra_css", "extra_javascript", "extra_templates"):
        values = document.mapping.get(key)
        for index, value in enumerate(values if isinstance(values, list) else []):
            is_mapping = isinstance(value, dict)
            named.append(((key, index, "path"), value.get("path")) if is_mapping else ((key, index), value))
    for path, name in named:
        if isinstance(name, str) and not re.match(r"[a-z][a-z0-9+.-]*:|//", name, re.I):
            file = re.split("[?#]", name)[0].lstrip("/")
            if not files.has_file(file):
                hint = f"put it into {_PAGES}/{file}, or correct the path, which begins at {_PAGES}"
                yield _warning(document.problem(path, f"the site has no file '{name[:80]}'", hint))


def _diagrams(document: Document) -> Iterator[Problem]:
    """Yield a notice if diagrams are enabled and the archive has no script that draws them."""
    scripts = document.mapping.get("extra_javascript")
    if "mermaid" in str(scripts).lower() or plugin(document, "privacy"):
        return
    for path, options in _extension_options(document, "pymdownx.superfences"):
        fences = options.get("custom_fences")
        for index, fence in enumerate(fences if isinstance(fences, list) else []):
            if isinstance(fence, dict) and fence.get("class") == "mermaid":
                message = "diagrams come by a script of unpkg.com: the browser of every reader asks it for Mermaid"
                hint = f"put mermaid.min.js into {_PAGES}/javascripts/, and name it in extra_javascript"
                yield _notice(document.problem((*path, "custom_fences", index), message, hint))


def _plugins(document: Document) -> Iterator[Problem]:
    """Yield notices about Material's plugins that need other plugins, and about one that no archive can use."""
    if path := plugin(document, "offline"):
        if not plugin(document, "search"):
            message, hint = "without a server, the search of archives does not work", "add the plugin search"
            yield _notice(document.problem(path, message, hint))
        if not plugin(document, "privacy"):
            message = "the search asks unpkg.com for a script by which it works without a server"
            yield _notice(document.problem(path, message, "add the plugin privacy, which copies the script"))
    if path := plugin(document, "info"):
        message = "'info' ends each build: it accepts no site with hooks or 'custom_dir', and every archive has them"
        yield _warning(document.problem(path, message, "remove it, and report bugs of Material with a site of its own"))


def _extension_options(document: Document, name: str) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """Yield the options of a Markdown extension with their positions."""
    extensions = document.mapping.get("markdown_extensions")
    named: list[tuple[Path, object]] = [(("markdown_extensions",), extensions)]
    if isinstance(extensions, list):
        named = [(("markdown_extensions", index), entry) for index, entry in enumerate(extensions)]
    for path, entry in named:
        options = entry.get(name) if isinstance(entry, dict) else None
        if isinstance(options, dict):
            yield (*path, name), options


def plugin(document: Document, name: str) -> Path | None:
    """Return the path of a plugin of Material in `plugins`, None where the archive does not use it."""
    plugins = document.mapping.get("plugins")
    names = (name, f"material/{name}")
    if isinstance(plugins, dict):
        return next((("plugins", key) for key in names if key in plugins), None)
    for index, entry in enumerate(plugins if isinstance(plugins, list) else []):
        for key in entry if isinstance(entry, dict) else [entry]:
            if key in names:
                return ("plugins", index, key) if isinstance(entry, dict) else ("plugins", index)
    return None


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.WARNING)


def _notice(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.NOTICE)
