"""Material's templates without what no browser shows: blanks and optional quotes, 3 KB of each page."""

from __future__ import annotations

import re
from importlib import resources

from jinja2.ext import Extension

_INDENT = re.compile(r"^[ \t]+", re.M)

_TAGS_ALONE = re.compile(r"^((?:\{%(?:(?!%\}).)*%\}|\{#.*?#\})+)\n", re.M | re.S)
"""A line of a template that has only tags and comments, which would be a blank line of the page."""

_BLOCK = "body|div|footer|head|header|li|link|main|meta|nav|script|title|ul"
"""Elements that Material shows nowhere within a line."""

_INLINE = "a|button|label|span"

_BEFORE = re.compile(rf"\n(?=</?(?:{_BLOCK})\b|</(?:{_INLINE})>|\{{%-? endmacro %\}})")
_AFTER = re.compile(rf"((?:^|(?<=%\}}))<(?:/?(?:{_BLOCK})|{_INLINE})\b[^<>\n]*>)\n", re.M)
"""Line breaks that browsers ignore, or beside which there is another one."""

_QUOTED = re.compile(
    r"""\{[{%#].*?[}%#]\}|<(script|style)\b.*?</\1>|(?P<name>\s[a-z-]+=)"(?P<word>[\w-]+)"(?=[\s>])""", re.S
)
"""An attribute whose value is one word. Tags of templates, scripts and styles are matched as a whole, to be kept."""


class Compact(Extension):
    """Reads Material's templates in their compact form, and others as they are."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Return the source of a template, of which Jinja passes the name and where it is."""
        is_of_material = filename is not None and filename.startswith(str(resources.files("material")))
        return compact(source) if is_of_material else source


def compact(template: str) -> str:
    r"""Return a template of Material that renders the same page in fewer bytes.

    >>> compact('<ul>\n  {% if a %}\n    <li class="b">\n      {{ a }}\n    </li>\n  {% endif %}\n</ul>')
    '<ul>{% if a %}<li class=b>{{ a }}</li>{% endif %}</ul>'
    """
    lines = _AFTER.sub(r"\1", _TAGS_ALONE.sub(r"\1", _INDENT.sub("", template)))
    return unquoted(_BEFORE.sub("", lines))


def unquoted(template: str) -> str:
    """Return a template without the quotes of attributes that are one word. Ours are written so."""
    return _QUOTED.sub(_without_quotes, template)


def _without_quotes(match: re.Match[str]) -> str:
    return f"{match['name']}{match['word']}" if match["word"] else match[0]
