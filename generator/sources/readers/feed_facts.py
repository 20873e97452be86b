"""Facts that publishers put into the descriptions of their feeds, around the abstract or in its place.

Publication date: March 2026 Source: Lamp Letters, Volume 3, Issue 2 Author(s): Ann Winterling, Bob Autumn
Author(s): Ann Winterling and Bob Autumn … [Lamp Rev. A 113, 012001] Published Mon Jan 05, 2026
Lamp Journal, Volume 3, Issue 1, Page 5-9, January 2026.
J Lamp. 2026 Jan 5. doi: 10.1000/x. Online ahead of print. ABSTRACT … PMID:38012345 | DOI:10.1000/x
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from generator.sources.people import people_in

_MONTHS = "january february march april may june july august september october november december".split()
_LABELS = re.compile(r"(?<!\w)(Publication date|Source|Author\(s\)|Authors?):\s*", re.I)
_DATE = re.compile(rf"(?:Available online )?(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)})?\.?,? ?(\d{{4}})\b", re.I)
_JOURNAL = re.compile(
    r"(?P<venue>[^,.:;]{3,120}?)(?:, EarlyView\b|, Ahead of Print\b|"
    r",? Volume (?P<volume>\w+)(?:, Issues? (?P<number>[\w-]+))?(?:, Pages? (?P<pages>[\w–-]+))?)"
)
_ONLY_WHERE = re.compile(
    r"(?:[^.\n]{3,120}\. \d{4}[^.\n]{0,30}\. doi:.*"
    r"|PMID: ?\S+.*|DOI: ?\S+|doi:\s*\S+.*|ABSTRACT|Abstract:?"
    r"|\[[^\]\n]{3,80}\] Published .*|[^\n]{0,80}Published online: .*|Author\(s\): .*)",
    re.I,
)
"""A paragraph that holds no word of the abstract."""

_DOI = re.compile(r"(?:\bdoi:?\s*|doi\.org/)(10\.\d{4,9}/\S+)", re.I)


@dataclass(frozen=True, slots=True)
class Facts:
    """The abstract of a description, and its other facts; "" for those that it lacks."""

    abstract: str
    authors: tuple[str, ...] = ()
    published: str = ""
    venue: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    identifiers: tuple[str, ...] = ()


def read_all(descriptions: Iterable[str]) -> Facts:
    """Return the facts in several descriptions of one paper: the longest abstract, and of the others the first."""
    facts = [read(description) for description in descriptions]
    if not facts:
        return Facts("")
    known = {
        field.name: next((value for one in facts if (value := getattr(one, field.name))), getattr(facts[0], field.name))
        for field in fields(Facts)
    }
    return Facts(**known | {"abstract": max((one.abstract for one in facts), key=len)})


def read(description: str) -> Facts:
    """Return the facts in a description, which is plain text with empty lines between its paragraphs."""
    labelled = _labelled(description)
    if {"source", "author(s)"} <= labelled.keys() or {"publication date", "source"} <= labelled.keys():
        return _of_labels(labelled)
    paragraphs = [paragraph for paragraph in re.split(r"\n\s*\n", description) if paragraph.strip()]
    where = [paragraph for paragraph in paragraphs if _ONLY_WHERE.fullmatch(" ".join(paragraph.split())[:500])]
    journal = _JOURNAL.match(" ".join(description.split())[:300]) if len(description) < 300 else None
    if journal:
        return replace(_of_journal(journal), published=_date(" ".join(description.split())[journal.end() :]))
    if not where:
        return Facts(description)
    authors = next((text for text in map(str.strip, where) if text.lower().startswith("author(s):")), "")
    return Facts(
        "\n\n".join(paragraph for paragraph in paragraphs if paragraph not in where),
        tuple(people_in(authors.partition(":")[2])),
        identifiers=tuple(match[1].rstrip(".,;|") for text in where for match in _DOI.finditer(text[:500])),
    )


def _labelled(description: str) -> dict[str, str]:
    """Return the texts behind labels, if the description is nothing else."""
    text = " ".join(description.split())
    labels = list(_LABELS.finditer(text[:2_000]))
    if not labels or labels[0].start() > 0:
        return {}
    ends = [*(label.start() for label in labels[1:]), len(text)]
    return {label[1].lower(): text[label.end() : end].strip() for label, end in zip(labels, ends, strict=True)}


def _of_labels(labelled: dict[str, str]) -> Facts:
    source = labelled.get("source", "")
    journal = _JOURNAL.match(source)
    return replace(
        _of_journal(journal) if journal else Facts("", venue=source),
        authors=tuple(people_in(labelled.get("author(s)", labelled.get("author", "")))),
        published=_date(labelled.get("publication date", "")),
    )


def _of_journal(journal: re.Match[str]) -> Facts:
    return Facts(
        "",
        venue=journal["venue"].strip(),
        volume=journal["volume"] or "",
        number=journal["number"] or "",
        pages=journal["pages"] or "",
    )


def _date(text: str) -> str:
    """Return `2026-01-05`, `2026-01` or `2026`, as precise as the text has it."""
    match = _DATE.search(text[:200])
    if match is None:
        return ""
    if not match[2]:
        return match[3]
    month = f"{match[3]}-{_MONTHS.index(match[2].lower()) + 1:02}"
    return f"{month}-{int(match[1]):02}" if match[1] else month
