"""The Content-Security-Policy of a page: the scripts and styles that it may run, and the hosts that it may contact.

A page may run files of the site and the theme's inline scripts, by their hashes. Hosts that the archive's settings and
templates name are added. Pages that the owner wrote may contain anything. All others contain text from strangers, and
the policy would stop an inline script that slipped into it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from generator.sources.page_files import RESERVED

IS_KNOWN = "papershelf_policy"
"""The key of MkDocs' `extra` by which the theme knows that there is a filter of `add_filter`."""

_META = re.compile(r"""(http-equiv=(["']?)Content-Security-Policy\2\s+content=")([^"]*)""", re.I)
_ELEMENT = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.S | re.I)
_ASKING = re.compile(r"""<(script|link|img|iframe)\b[^>]*?\s(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.I)
_HOST = re.compile(r"https://[A-Za-z0-9.-]+")
_IS_DATA = re.compile(r"""\btype\s*=\s*["']?(?:application/(?:ld\+)?json|text/(?!javascript))""", re.I)
_OUTSIDE = re.compile(r"(https?:)?//([^/?#]*)([^?#]*)")

_FONTS = ("https://fonts.googleapis.com", "https://fonts.gstatic.com")
_TAG_MANAGER = "https://www.googletagmanager.com"
_MEASURING = ("https://*.google-analytics.com", "https://*.analytics.google.com", "https://*.googletagmanager.com")
_SOURCE = ('data-md-component="source"', "https://api.github.com")
_DIAGRAMS = ('class="mermaid"', "https://unpkg.com")
"""Elements for which Material's script fetches something, and the host."""

_FRAME_WORKER = "iframe-worker"
"""The script with which Material's search works without a server."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The content that a policy allows besides the theme.

    These are addresses of scripts and styles from the settings, Google's fonts, and, on a page that the owner wrote,
    anything or inline scripts. The search of a site that `is_offline` writes inline scripts into a frame.
    """

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    has_fonts: bool = False
    is_own: bool = False
    has_inline: bool = False
    is_offline: bool = False


def add_filter(env: jinja2.Environment, config: MkDocsConfig) -> None:
    """Add the filter `content_security_policy` to templates. Its input is HTML with all that the theme has inline."""
    config.extra[IS_KNOWN] = True
    is_instant = "navigation.instant" in (config.theme.get("features") or ())
    scripts = tuple(path for path in map(str, config.extra_javascript) if _OUTSIDE.match(path))
    styles = tuple(path for path in config.extra_css if _OUTSIDE.match(path))
    has_fonts = config.theme.get("font") is not False
    is_offline = any(_FRAME_WORKER in str(url) for url in config.extra.get("polyfills") or ())

    def content_security_policy(frame: str, page: Page | None) -> str:
        is_own = page is not None and _is_own(page.file.src_uri)
        content = (page and page.content) or ""
        has_inline = is_own and not page.is_homepage and _has_script(content)  # type: ignore[union-attr]
        drawn = (_DIAGRAMS[1],) if is_own and _DIAGRAMS[0] in content else ()
        # A page that another one loads in its place keeps the policy of that one.
        allowed = Allowed(
            scripts=(*scripts, *drawn),
            styles=styles,
            has_fonts=has_fonts,
            is_own=is_own or is_instant,
            has_inline=has_inline and not is_instant,
            is_offline=is_offline,
        )
        return policy(frame, allowed)

    env.filters["content_security_policy"] = content_security_policy


@lru_cache(1_000)
def policy(frame: str, allowed: Allowed) -> str:
    """Return the policy of a page, escaped for an attribute. `frame` is HTML with all that the theme has inline."""
    asked = list(_ASKING.findall(frame))
    named = list(dict.fromkeys(_HOST.findall(" ".join(code for _, _, code in _ELEMENT.findall(frame)))))
    scripts = [*allowed.scripts, *(url for tag, url in asked if tag.lower() == "script"), *named]
    styles = [*allowed.styles, *(url for tag, url in asked if tag.lower() == "link"), *named]
    hosts = list(dict.fromkeys([*map(_origin, (*scripts, *styles, *(url for _, url in asked)))]))
    hosts += [*_MEASURING] if _TAG_MANAGER in hosts else []
    hosts += [_SOURCE[1]] if _SOURCE[0] in frame else []
    if allowed.has_fonts:
        styles.append(_FONTS[0])
        hosts.append(_FONTS[1])
    shown = [*hosts, "https:"] if allowed.is_own else hosts
    directives = {
        "default-src": ["'self'", *shown],
        "script-src": ["'self'", "'wasm-unsafe-eval'", *(scripts if not allowed.has_inline else ["https:"])],
        "style-src": ["'self'", *(styles if not allowed.is_own else ["https:", "'unsafe-inline'"])],
        "img-src": ["'self'", "data:", *shown],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    # A browser that finds a hash forbids all that is inline without one.
    is_open = allowed.has_inline or allowed.is_offline
    directives["script-src"] += ["'unsafe-inline'"] if is_open else _hashes(frame, "script")
    directives["style-src"] += [] if allowed.is_own else _hashes(frame, "style")
    parts = (f"{name} {' '.join(dict.fromkeys(map(_safe, values)))}" for name, values in directives.items())
    return "; ".join(parts)


def allow_last_script(page: bytes) -> bytes:
    """Return a page whose policy allows its last script, which MkDocs put in to reload it."""
    start, end = page.rfind(b"<script>"), page.rfind(b"</script>")
    before, found, after = page.partition(b"script-src 'self'")
    if start < 0 or not found or b"'unsafe-inline'" in after.partition(b";")[0]:
        return page
    digest = _hash(page[start + len(b"<script>") : end])
    return b"%b%b %b%b" % (before, found, digest.encode(), after)


def allow_added(before: str, after: str) -> str:
    """Return the page as it is `after` plugins, with a policy that allows what they have added or rewritten.

    If the policy forbids anything in the page `before` them, nothing is added: they may have moved or minified it.
    """
    match = _META.search(after)
    if before == after or match is None or not _META.search(before):
        return after
    directives = {name: values for name, *values in (part.split() for part in match[3].split(";"))}
    if any(_forbidden(directives[f"{name}-src"], before, name) for name in ("script", "style")):
        return after
    known = set(_ASKING.findall(before))
    added = [(tag.lower(), url) for tag, url in _ASKING.findall(after) if (tag, url) not in known]
    for name, asking in (("script", "script"), ("style", "link")):
        directives[f"{name}-src"] += _forbidden(directives[f"{name}-src"], after, name)
        directives[f"{name}-src"] += [_safe(url) for tag, url in added if tag == asking]
    for name in ("default-src", "img-src"):
        directives[name] += [_origin(url) for _, url in added]
    text = "; ".join(" ".join([name, *dict.fromkeys(values)]) for name, values in directives.items())
    return after[: match.start(3)] + text + after[match.end(3) :]


def _forbidden(values: Sequence[str], page: str, name: str) -> list[str]:
    """Return the hashes of a page's inline scripts or styles that these values of a directive do not allow."""
    return [] if "'unsafe-inline'" in values else [value for value in _hashes(page, name) if value not in values]


def _is_own(src_uri: str) -> bool:
    return src_uri.partition("/")[0].removesuffix(".md") not in RESERVED


def _has_script(content: str) -> bool:
    return any(tag.lower() == "script" and not _IS_DATA.search(rest) for tag, rest, _ in _ELEMENT.findall(content))


def _hashes(frame: str, wanted: str) -> Sequence[str]:
    return [_hash(code.encode()) for code in _inline(frame, wanted)]


def _inline(frame: str, wanted: str) -> Iterator[str]:
    for tag, attributes, code in _ELEMENT.findall(frame):
        is_file = re.search(r"\ssrc\s*=", attributes) is not None
        if tag.lower() == wanted and code and not is_file and not _IS_DATA.search(attributes):
            yield code


def _hash(code: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}'"


def _origin(url: str) -> str:
    return _safe(url.partition("//")[0] + "//" + url.partition("//")[2].partition("/")[0])


def _safe(value: str) -> str:
    """Return a value that cannot end its directive or attribute; of an address, the part that policies compare.

    >>> _safe("https://a.org/b;c.js?v=1"), _safe("//a.org/x")
    ('https://a.org/b%3Bc.js', 'https://a.org/x')
    """
    match = _OUTSIDE.match(value)
    if match is None:
        return value
    return f"{match[1] or 'https:'}//{quote(match[2], '*:@[]')}{quote(match[3], '/%@:+~!$&()=')}"
