"""A reading list in Markdown, as people and awesome lists write them: a paper to each item of a list or row of a table.

    ## Session 1
    - [Lamps of attention](https://arxiv.org/abs/2402.20022), Ivo Kranz and Una Holm, 2024. Mind the proofs.
    - **Lamps without links** (Ann Winterling, 2023) [code](https://github.com/a/b)
    - Lamps at last - [paper](https://example.org/last)

The title is the item's first link, what is bold, or the text before the first link. Names and a year behind it are
authors and date; other text is kept as the paper's remark. Items below a paper belong to its remark. The first heading
is the title of the digest, if no other has its level; the others are its sections. Text outside of lists and tables is
not read, with a warning where it has a link.
"""

from __future__ import annotations

import datetime as dt
import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from generator.model import Entry, Problem, Severity, SourceFile
from generator.sources import schemas
from generator.sources.entries import LooseValues, Rejected, day, make_entry
from generator.sources.people import people_in
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows
from generator.text import identifiers

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?:(?!---[ \t]*\n)[^\n]*\n){0,200}?---[ \t]*\n")
_BEGINNING = re.compile(r"\A\ufeff?\s*(?:#{1,6} |[-*+] |\d{1,3}[.)] |---[ \t]*\n|\|)")
_ITEM = re.compile(r"^(?P<indent>[ \t]*)(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?P<text>\S.*)$")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_PAPER = re.compile(
    r"^(?:[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?:\*\*|__|\[[^\]\n]|[^\n]*?\]\()|\|[^\n]*\]\()", re.M
)
_CELL_END = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?")
"""The line between a table's head and its rows."""

_LINK = re.compile(
    r"!?\[((?:[^\[\]]+|\[[^\[\]]*\])*+)\]\(\s*<?((?:https?://|www\.|arxiv\.org/|doi\.org/)[^\s<>()]{0,1000}(?:\([^\s()]*\)[^\s<>()]*)?)>?"
    r"(?:\s+\"[^\"]{0,300}\")?\s*\)"
)
_ELEMENT = re.compile(
    r"<a\s[^<>]{0,300}?href\s*=\s*[\"']([^\"'<>\s]{1,1000})[\"'][^<>]{0,300}>([^<>\[\]]{1,1000})</a>", re.I
)
"""A link as HTML."""

_FENCE = re.compile(r"\s*(?:```|~~~)")
_BARE = re.compile(r"<?(https?://[^\s<>()]+)>?")
_BOLD = re.compile(r"(?:\*\*|__)(.{3,1000}?)(?:\*\*|__)")
_QUOTED = re.compile(r"[\"“](.{3,1000}?)[\"”]")
_LABELS = frozenset(
    "abs abstract arxiv blog code data dataset demo doi github homepage html link model page paper pdf poster preprint "
    "project slides talk video web website weights".split()
)
"""Texts of links that are no titles."""

_BEHIND_LABEL = re.compile(r"[\s:–—-]*([^\W\d_](?:(?!\. |, | by | \(| [-–—] |\[|https?:).){3,1000})")
"""A title behind the link of an id, `[2401.10000](https://…) Title`."""

_ET_AL = re.compile(r",?\s*\bet\.? al\b\.?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_NAME_WORD = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*|de|del|della|der|den|di|du|la|le|ten|van|von|zu|al\.?|bin|et|and|&)")


@dataclass(slots=True)
class _Item:
    """An item of a list, or a heading, with the lines of its text. The indent of a heading is its level, negative."""

    line: int
    indent: int
    lines: list[str]
    is_heading: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def recognises(text: str) -> bool:
    return _BEGINNING.match(text) is not None and _PAPER.search(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    front = _FRONT_MATTER.match(file.text)
    dated = re.search(r"^date:[ \t]*[\"']?(\d{4}-\d{2}-\d{2})", front[0], re.M) if front else None
    begin = front.end() if front else 0
    items, others = _items(file.text[begin:], file.text.count("\n", 0, begin))
    rows = Rows(file, "item")
    for item, remarks, section in _papers(items):
        rows.add(f"the item '{item.text[:40]}'", item.line, partial(_entry, item.text, remarks, section))
    heading = _title_of(items)
    title = _plain(heading.text)[: schemas.MAX_LINE].rstrip() if heading else ""
    hint = "put it into an item of a list, - [Title](https://…), if it is a paper"
    warnings = [
        Problem(file.path, number, 1, "the text with this link is not read", hint, Severity.WARNING)
        for number, line in others
        if _LINK.search(line) or _BARE.search(line)
    ]
    shown = day(dated[1]) if dated else None
    return rows.reading(shown, title=title, warnings=warnings, is_partial=bool(others))


def _items(text: str, lines_before: int) -> tuple[list[_Item], list[tuple[int, str]]]:
    """Return the items, rows of tables and headings, and the lines of other text with their numbers.

    An item goes on in indented lines and in the next.
    """
    items: list[_Item] = []
    others: list[tuple[int, str]] = []
    is_open = is_code = False
    for number, line in enumerate(_ELEMENT.sub(r"[\2](\1)", text).split("\n"), lines_before + 1):
        is_fence = _FENCE.match(line) is not None
        is_code ^= is_fence
        if is_code or is_fence:
            others += [] if is_fence else [(number, line)]
        elif heading := _HEADING.match(line):
            items.append(_Item(number, -len(heading[1]), [heading[2].rstrip().rstrip("#").rstrip()], is_heading=True))
            is_open = False
        elif match := _ITEM.match(line):
            items.append(_Item(number, len(match["indent"].expandtabs(4)), [match["text"]]))
            is_open = True
        elif _RULE.fullmatch(line.strip()) and items and items[-1].line == number - 1:
            items.pop()  # the head of a table
        elif line.startswith("|"):
            items.append(_Item(number, 0, [_row_text(line)]))
            is_open = False
        elif not line.strip():
            is_open = False
        elif items and not items[-1].is_heading and (is_open or line[0] in " \t"):
            items[-1].lines.append(line.strip())
        else:
            others.append((number, line))
    return items, others


def _row_text(row: str) -> str:
    """Return the cells of a table's row as the text of an item, the one with the title first and the year last."""
    cells = [cell.strip() for cell in _CELL_END.split(row.strip().strip("|"))]
    titled = next((cell for cell in cells if _begins_with_title(cell)), "")
    worded = next((cell for cell in cells if re.search(r"[^\W\d_]{3}", cell) and not _LINK.match(cell)), "")
    first = titled or worded
    others = sorted((cell for cell in cells if cell and cell != first), key=lambda cell: bool(_YEAR.fullmatch(cell)))
    return ", ".join([first, *others])


def _papers(items: list[_Item]) -> Iterator[tuple[_Item, list[str], str]]:
    """Yield the items that are papers, each with the texts of those below it, and the heading that they are under.

    The digest's title is no section. An item without a link or bold text that has items below it is a heading of these.
    """
    paper: _Item | None = None
    remarks: list[str] = []
    title = _title_of(items)
    section = ""
    for item, following in itertools.zip_longest(items, items[1:]):
        is_below = paper is not None and item.indent > paper.indent
        if is_below and not _has_title(item.text):
            remarks.append(item.text)
            continue
        if paper:
            yield paper, remarks, section
        if item.is_heading:
            section = _plain(item.text) if item is not title else ""
        is_label = following is not None and following.indent > item.indent and not _has_title(item.text)
        paper, remarks = (None if item.is_heading or is_label else item), []
    if paper:
        yield paper, remarks, section


def _title_of(items: list[_Item]) -> _Item | None:
    """Return the first heading, if it is the only one of its level."""
    headings = [item for item in items if item.is_heading]
    is_title = bool(headings) and all(item.indent != headings[0].indent for item in headings[1:])
    return headings[0] if is_title else None


def _has_title(text: str) -> bool:
    """Return whether text begins with a title, or has a link behind one: more than the label of a link."""
    link = _LINK.search(text)
    if link and not text[: link.start()].strip(" *_"):
        return not _is_label(link[1])
    return bool(link or _BOLD.match(text) or _BARE.search(text))


def _begins_with_title(text: str) -> bool:
    link = _LINK.match(text.lstrip(" *_"))
    return _BOLD.match(text) is not None or (link is not None and not _is_label(link[1]))


def _is_label(text: str) -> bool:
    is_id = identifiers.arxiv_id(text) or identifiers.doi(text) or "://" in text
    return bool(is_id) or all(word in _LABELS for word in re.findall(r"\w+", text.lower()))


def _entry(text: str, remarks: list[str], section: str) -> Entry:
    title, rest, url = _titled(text[: schemas.MAX_TEXT])
    values = LooseValues(title=_plain(title), section=section)
    if url:
        _add_link(values, "", url)
    for link in _LINK.finditer(rest):
        _add_link(values, link[1], link[2])
    rest = _LINK.sub(" ", rest)
    for link in _BARE.finditer(rest):
        _add_link(values, "", link[1].rstrip(".,;"))
    about = _plain(_BARE.sub(" ", rest)).strip(" ,;:.|/–—-")
    for link in (link for remark in remarks for link in _LINK.finditer(remark)):
        _add_link(values, link[1], link[2])
    values["authors"], values["venue"], values["published"], remark = _facts(about)
    below = (_plain(_LINK.sub(" ", remark)) for remark in remarks)
    values["remark"] = " ".join(filter(None, (remark, *below)))
    return make_entry(**values)


def _titled(text: str) -> tuple[str, str, str]:
    """Return the title of an item, the text behind it, and the address to which the title leads, or "".

    Raises:
        Rejected: when the item has no title.
    """
    link, bold = _LINK.search(text), _BOLD.match(text)
    if bold and (inner := _LINK.fullmatch(bold[1].strip())):
        return inner[1], text[bold.end() :], inner[2]
    if bold:
        return bold[1], text[bold.end() :], ""
    before = text[: link.start()] if link else ""
    if link and not _is_label(link[1]) and _are_names(before):
        behind, year = text[link.end() :].lstrip(" .,;"), _YEAR.search(text, link.end())
        behind = re.sub(rf"[,(\s]*{year[0]}\)?", "", behind, count=1) if year else behind
        return link[1], f"{before.strip(' .:,;–—-')}, {year[0] if year else ''}. {behind}", link[2]
    if link and not re.search(r"[^\W\d_]", before) and not _is_label(link[1]):
        year = _YEAR.search(before)
        behind = text[link.end() :].lstrip('*_"”')
        return link[1], f"{behind}, {year[0]}" if year else behind, link[2]
    if link and not before.strip() and (titled := _BEHIND_LABEL.match(text, link.end())):
        return titled[1], text[: link.end()] + text[titled.end() :], ""
    if quoted := _QUOTED.search(text):
        return quoted[1].rstrip(",."), f"{text[: quoted.start()]} {text[quoted.end() :]}", ""
    bare = _BARE.search(text)
    first = min((match.start() for match in (link, bare) if match), default=0)
    title = re.split(r"\s[-–—|:]\s*$|[\s(,:|–—-]+$", text[:first])[0].rstrip(".")
    if not re.search(r"\w{2}", title):
        raise Rejected("has no title: write it as a link, [Title](https://…), or in bold, **Title**")
    return title, text[first:], ""


def _are_names(text: str) -> bool:
    """Return whether text before a link is a list of names, `Ann Lee, Bo Dale.`, and so no title."""
    names = [name for name in people_in(_ET_AL.sub("", text).strip(" .:,;–—-")) if name]
    return len(text) < schemas.MAX_LINE and len(names) > 1 and all(map(_is_name, names))


def _add_link(values: LooseValues, label: str, address: str) -> None:
    """Add a link to the field that its label or its site names."""
    address = address if "://" in address else f"https://{address}"
    words, host = set(re.findall(r"\w+", label.lower())), address.split("/")[2].lower()
    if not values.get("arxiv") and (arxiv := identifiers.arxiv_id(address)):
        values["arxiv"] = arxiv
    elif not values.get("doi") and (doi := identifiers.doi(address)):
        values["doi"] = doi
    elif words & {"code", "github"} or host in ("github.com", "gitlab.com", "codeberg.org"):
        values.setdefault("code", address)
    elif words & {"project", "website", "homepage", "web"}:
        values.setdefault("project", address)
    elif "pdf" in words and values.get("url"):
        values.setdefault("pdf", address)
    elif not values.get("url"):
        values["url"] = address


def _facts(text: str) -> tuple[list[str], str, str, str]:
    """Authors, venue, year and remark in `Ivo Kranz and Una Holm, LampConf 2024. Mind the proofs.`"""
    text = re.sub(r"^by\s+", "", text.strip(" ()"))
    year = _YEAR.search(text)
    named = text[: year.start()] if year else re.split(r"[.;:](?=\s|$)", text, maxsplit=1)[0]
    named = re.sub(r"(?<=[^\W\d_]{3})\.$", "", named.strip(" ,;("))
    more = _ET_AL.search(named)
    listed = [name for name in people_in(named[: more.start()] if more else named) if name]
    if more:
        listed += ["et al.", *filter(None, [named[more.end() :].strip(" ,;")])]
    names = list(itertools.takewhile(_is_name, listed))
    if not names:
        remark = text.strip(" ,;:.")
        return [], "", year[0] if year else "", "" if _YEAR.fullmatch(remark) else remark
    behind = text[year.end() :] if year else text[len(named) :]
    return names, ", ".join(listed[len(names) :]), year[0] if year else "", behind.strip(" ,;:.()–—-")


def _is_name(name: str) -> bool:
    words = name.replace(",", " ").split()
    return name == "et al." or (1 < len(words) < 6 and all(_NAME_WORD.fullmatch(word) for word in words))


def _plain(text: str) -> str:
    """Markdown as text: without emphasis, code ticks, backslashes before signs, and entities."""
    text = re.sub(r"(?<!\\)(?:\*\*|__|`|~~)", "", text)
    text = re.sub(r"(?<![\w\\*])([*_])(?=\S)([^*_]+)(?<=[^\s\\])\1(?!\w)", r"\2", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>~-])", r"\1", text)
    return html.unescape(" ".join(text.split())) if len(text) < schemas.MAX_TEXT else text


READER = Reader("Markdown reading list", "reading-list", recognises, read)
