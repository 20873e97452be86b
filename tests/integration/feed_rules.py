"""What the W3C's feed validator demands of RSS and Atom, as far as it concerns feeds such as ours, and JSON Feed 1.1.

The rules were read in the validator's own list of messages (https://validator.w3.org/feed/docs/), with which each is
named. RFC 822 and RFC 3339 are dates, RFC 3987 addresses.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from bs4 import BeautifulSoup

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"

_ADDRESS = re.compile(r"https?://[^/\s<>\"{}|\\^`]+/[^\s<>\"{}|\\^`]*")
_RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000"
)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def broken(data: bytes, address: str) -> list[str]:
    """The rules that a feed, served at `address`, breaks."""
    text = data.decode("utf-8")
    root = ET.fromstring(data)  # noqa: S314 (we wrote it)
    rules = _rss if root.tag == "rss" else _atom
    return [*_of_any(text, root), *rules(root, address)]


def _of_any(text: str, root: ET.Element) -> Iterator[str]:
    if not text.startswith("<?xml version='1.0' encoding='UTF-8'?>\n"):
        yield "InvalidEncoding: the encoding is not declared"
    if "<!" in text:
        yield "DeprecatedDTD, ContainsSystemEntity: there is a document type, a comment or CDATA"
    if _ILLEGAL.search(text):
        yield "BadCharacters"
    for element in root.iter():
        if not len(element) and not (element.text or "").strip() and not element.attrib:
            yield f"NotBlank: {element.tag} is empty"


def _rss(root: ET.Element, address: str) -> Iterator[str]:
    channel = root.find("channel")
    if root.attrib != {"version": "2.0"} or channel is None or len(root) != 1:
        yield "InvalidRSSVersion, MissingChannel"
        return
    yield from _once(channel, "title", "link", "description", "language", "lastBuildDate", "generator", "docs")
    yield from _self(channel.findall(f"{ATOM}link"), address)
    yield from _rfc_822(channel.findtext("lastBuildDate", ""))
    yield from _absolute(channel.findtext("link", ""))
    items = channel.findall("item")
    yield from _unique([item.findtext("guid", "") for item in items])
    for item in items:
        yield from _once(item, "title", "link", "guid", "pubDate", "description", CONTENT)
        yield from _rfc_822(item.findtext("pubDate", ""))
        yield from _absolute(item.findtext("link", ""))
        yield from _absolute(item.findtext("guid", ""))
        yield from _html(item.findtext("description", ""))
        yield from _html(item.findtext(CONTENT, ""))
        if item.find("author") is not None:
            yield "InvalidContact: an author of RSS is a mail address; names are dc:creator"
        if re.search(r"&(?:lt|amp|#\d+);", item.findtext("title", "")):
            yield "ContainsHTML: a title is escaped twice"


def _atom(root: ET.Element, address: str) -> Iterator[str]:
    if root.tag != f"{ATOM}feed":
        yield f"UndefinedElement: {root.tag}"
    yield from _once(root, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated", f"{ATOM}author", f"{ATOM}subtitle")
    links = root.findall(f"{ATOM}link")
    yield from _self(links, address)
    alternates = [link.get("href", "") for link in links if link.get("rel") == "alternate"]
    if len(alternates) != 1 or len(links) != 2:
        yield "DuplicateAtomLink, MissingAlternateLink"
    for alternate in alternates:
        yield from _absolute(alternate)
    yield from _absolute(root.findtext(f"{ATOM}id", ""))
    yield from _rfc_3339(root.findtext(f"{ATOM}updated", ""))
    entries = root.findall(f"{ATOM}entry")
    yield from _unique([entry.findtext(f"{ATOM}id", "") for entry in entries])
    yield from _unique([entry.findtext(f"{ATOM}updated", "") for entry in entries])
    for entry in entries:
        yield from _entry(entry)


def _entry(entry: ET.Element) -> Iterator[str]:
    names = ("id", "title", "updated", "published", "content", "summary", "link")
    yield from _once(entry, *(ATOM + name for name in names))
    yield from _absolute(entry.findtext(f"{ATOM}id", ""))
    for name in ("updated", "published"):
        yield from _rfc_3339(entry.findtext(ATOM + name, ""))
    for link in entry.findall(f"{ATOM}link"):
        yield from _absolute(link.get("href", ""))
    for author in entry.findall(f"{ATOM}author"):
        yield from _once(author, f"{ATOM}name")
    for category in entry.findall(f"{ATOM}category"):
        if "scheme" in category.attrib:
            yield from _absolute(category.attrib["scheme"])
        if not category.get("term"):
            yield "MissingAttribute: a category without a term"
    for content in entry.findall(f"{ATOM}content"):
        if content.get("type") != "xhtml" or [child.tag for child in content] != [f"{XHTML}div"]:
            yield "MissingXhtmlDiv"
        yield from _html(ET.tostring(content, encoding="unicode").replace("html:", ""))


def _once(element: ET.Element, *names: str) -> Iterator[str]:
    for name in names:
        if len(found := element.findall(name)) != 1:
            yield f"MissingElement, DuplicateElement: {len(found)} of {name} in {element.tag}"


def _self(links: list[ET.Element], address: str) -> Iterator[str]:
    if [link.get("href") for link in links if link.get("rel") == "self"] != [address]:
        yield "SelfDoesntMatchLocation, MissingSelf"


def _absolute(address: str) -> Iterator[str]:
    if not _ADDRESS.fullmatch(address):
        yield f"InvalidFullLink, InvalidIRI, RelativeSelf: '{address}'"


def _unique(values: list[str]) -> Iterator[str]:
    yield from (f"DuplicateIds, DuplicateUpdated: {value}" for value, count in Counter(values).items() if count > 1)


def _rfc_822(date: str) -> Iterator[str]:
    if not _RFC_822.fullmatch(date):
        yield f"InvalidRFC2822Date: '{date}'"
    elif parsedate_to_datetime(date).strftime("%a") != date[:3]:
        yield f"IncorrectDOW: '{date}'"


def _rfc_3339(date: str) -> Iterator[str]:
    if not _RFC_3339.fullmatch(date) or not dt.datetime.fromisoformat(date):
        yield f"InvalidRFC3339Date: '{date}'"


def _html(markup: str) -> Iterator[str]:
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup.find_all(["script", "style", "iframe", "object", "embed", "math", "form", "meta", "link"]):
        yield f"SecurityRisk, NotHtml: <{tag.name}>"
    for tag in soup.find_all(True):
        yield from (f"SecurityRiskAttr: {name}" for name in tag.attrs if name.startswith("on") or name == "style")
        for name in ("href", "src"):
            if name in tag.attrs and not _ADDRESS.fullmatch(str(tag[name])):
                yield f"ContainsRelRef: '{tag[name]}'"


_LINK = {"type": "string", "format": "uri", "pattern": "^https?://"}
_WORDS = {"type": "string", "minLength": 1, "pattern": r"\S"}
_AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {"name": _WORDS, "url": _LINK, "avatar": _LINK},
        "minProperties": 1,
        "additionalProperties": False,
    },
}

JSON_FEED = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "JSON Feed 1.1, and of what it leaves open what ours has: https://www.jsonfeed.org/version/1.1/",
    "type": "object",
    "required": ["version", "title", "items", "home_page_url", "feed_url", "description", "language", "authors"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _WORDS,
        "home_page_url": _LINK,
        "feed_url": _LINK,
        "description": _WORDS,
        "user_comment": _WORDS,
        "next_url": _LINK,
        "icon": _LINK,
        "favicon": _LINK,
        "authors": _AUTHORS,
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "expired": {"type": "boolean"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "title", "content_html", "summary", "date_published"],
                "properties": {
                    "id": _LINK,
                    "url": _LINK,
                    "external_url": _LINK,
                    "title": _WORDS,
                    "content_html": _WORDS,
                    "content_text": _WORDS,
                    "summary": _WORDS,
                    "image": _LINK,
                    "banner_image": _LINK,
                    "date_published": {"type": "string", "format": "date-time"},
                    "date_modified": {"type": "string", "format": "date-time"},
                    "authors": _AUTHORS,
                    "tags": {"type": "array", "minItems": 1, "uniqueItems": True, "items": _WORDS},
                    "language": {"type": "string"},
                    "attachments": {"type": "array"},
                },
                # A reader that knows another version of the format may be misled by a key that none of them has.
                "patternProperties": {"^_": {"type": "object"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
