from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate
from generator.model import Entry, SourceFile
from generator.sources.readers import csl_json
from generator.sources.readers.reader import Reading
from generator.text.clean import clean_text

ITEM = {
    "id": "k1",
    "type": "article-journal",
    "title": "Lamps and <i>people</i>",
    "author": [
        {"family": "Winterling", "given": "Ann"},
        {"literal": "The Lamp Group"},
        {"family": "Meer", "given": "Sam", "non-dropping-particle": "van der", "suffix": "Jr."},
    ],
    "editor": [{"family": "Doe", "given": "Jane"}],
    "issued": {"date-parts": [[2023, 5]]},
    "container-title": "Lamp Letters",
    "volume": 3,
    "issue": "1",
    "page": "5-9",
    "publisher": "Lamp Press",
    "DOI": "10.1000/K1",
    "URL": "https://example.org/k1",
    "keyword": "lamps, people",
    "note": "Read twice.",
    "abstract": "<jats:p>People carry lamps.</jats:p>",
}


def read(value: Any) -> Reading:
    return csl_json.read(SourceFile("library.json", value if isinstance(value, str) else json.dumps(value, indent=1)))


def only(**fields: Any) -> Entry:
    (entry,) = read([{"type": "article", "title": "T", **fields}]).entries
    return entry


def test_an_item_gives_all_it_says() -> None:
    assert read([ITEM]).entries == (
        Entry(
            "Lamps and people",
            abstract="People carry lamps.",
            authors=("Winterling, Ann", "The Lamp Group", "van der Meer, Jr., Sam"),
            published=PartialDate(2023, 5),
            doi="10.1000/k1",
            url="https://example.org/k1",
            keywords=("lamps", "people"),
            type=EntryType.ARTICLE,
            venue="Lamp Letters",
            volume="3",
            number="1",
            pages="5–9",
            publisher="Lamp Press",
            editors=("Doe, Jane",),
            remark="Read twice.",
        ),
    )


@pytest.mark.parametrize("value", [[ITEM], {"items": [ITEM]}, {"references": [ITEM]}, ITEM])
def test_items_may_be_wrapped(value: Any) -> None:
    assert csl_json.recognises(json.dumps(value))
    assert len(read(value).entries) == 1


@pytest.mark.parametrize(
    "value", [[], {}, [{"paper": {"title": "A", "type": "article-journal"}}], [{"type": "other"}], "x", [1]]
)
def test_other_json_is_not_recognised(value: Any) -> None:
    assert not csl_json.recognises(json.dumps(value))


@pytest.mark.parametrize(
    ("issued", "published"),
    [({"date-parts": [[2023]]}, PartialDate(2023)), ({"date-parts": [["2023", "5", "8"]]}, PartialDate(2023, 5, 8)),
     ({"date-parts": [[2023, 0, 0]]}, PartialDate(2023)), ({"raw": "2023-05"}, PartialDate(2023, 5)),
     ({"date-parts": [[2023, 13]]}, None), ({"date-parts": []}, None), ("2023", None),
     ({"date-parts": [[True]]}, None)],
)  # fmt: skip
def test_dates(issued: Any, published: PartialDate | None) -> None:
    assert only(issued=issued).published == published


@pytest.mark.parametrize(
    ("fields", "arxiv", "type_"),
    [({"number": "arXiv:2401.12345"}, "2401.12345", EntryType.PREPRINT),
     ({"archive": "arXiv", "archive_location": "2401.12345"}, "2401.12345", EntryType.PREPRINT),
     ({"URL": "http://arxiv.org/abs/2401.12345"}, "2401.12345", EntryType.PREPRINT),
     ({"DOI": "10.48550/arXiv.2401.12345", "publisher": "arXiv"}, "2401.12345", EntryType.PREPRINT),
     ({"container-title": "Lamp Letters"}, "", EntryType.ARTICLE)],
)  # fmt: skip
def test_preprints_and_their_ids(fields: dict[str, Any], arxiv: str, type_: EntryType) -> None:
    entry = only(**fields)
    assert (entry.arxiv, entry.type, entry.publisher) == (arxiv, type_, "")


def test_a_thesis_is_of_its_school() -> None:
    entry = only(type="thesis", publisher="University of Lamps")
    assert (entry.type, entry.venue, entry.publisher) == (EntryType.THESIS, "University of Lamps", "")


def test_bad_items_are_reported_at_their_lines_and_the_others_used() -> None:
    text = '[\n{"type": "book", "title": "A"},\n7,\n{"type": "book"},\n{"type": "book", "title": "B", "title": "C"}\n]'
    reading = read(text)
    assert [entry.title for entry in reading.entries] == ["A"]
    assert [(problem.line, problem.message) for problem in reading.problems] == [
        (3, "item 2 is not an object"), (4, "item 3 has no title"), (5, "item 4 has the key 'title' more than once")
    ]  # fmt: skip


def json_values() -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*ITEM, "family", "date-parts"]), inner),
    )


@given(json_values())
def test_no_value_raises(value: Any) -> None:
    reading = read([value])
    assert len(reading.entries) + reading.rejected == 1
    read(value)


@given(st.sampled_from(sorted(ITEM)), json_values())
def test_no_field_raises(name: str, value: Any) -> None:
    read([{**ITEM, name: value}])


def test_html_and_jats_are_no_text() -> None:
    item = {
        "type": "book",
        "title": "<i>A</i> &amp; H<sub>2</sub>O",
        "abstract": "<jats:p>One.</jats:p><jats:p>Two.</jats:p>",
    }
    [entry] = read([item]).entries
    assert (clean_text(entry.title).plain, entry.abstract) == ("A & H₂O", "One.\n\nTwo.")


def test_two_lists_are_a_problem() -> None:
    reading = read({"items": [ITEM], "references": [ITEM]})
    assert [problem.message for problem in reading.problems] == ["has items both under 'items' and under 'references'"]
