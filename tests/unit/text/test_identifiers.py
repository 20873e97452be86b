from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Entry
from generator.text import identifiers


@pytest.mark.parametrize(
    "reference",
    [
        "2401.10000",
        "2401.10000v3",
        "arXiv:2401.10000v2",
        "https://arxiv.org/abs/2401.10000",
        "http://arxiv.org/pdf/2401.10000v1.pdf",
        "https://arxiv.org/html/2401.10000/",
        "https://arxiv.org/abs/2401.10000?context=cs",
        "10.48550/arXiv.2401.10000",
        " 2401.10000 ",
        "https://www.scirate.com/arxiv/2401.10000",
    ],
)
def test_every_spelling_of_an_arxiv_id_is_the_bare_id(reference: str) -> None:
    assert identifiers.arxiv_id(reference) == "2401.10000"


@pytest.mark.parametrize(
    ("old", "bare"),
    [
        ("hep-th/9901001", "hep-th/9901001"),
        ("HEP-TH/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("math/0309136", "math/0309136"),
    ],
)
def test_ids_from_before_2007_are_arxiv_ids_without_their_subject(old: str, bare: str) -> None:
    assert identifiers.arxiv_id(f"arXiv:{old}v1") == bare


@pytest.mark.parametrize(
    "text", ["", "2401.1", "240110000", "2401.100000", "x2401.10000", "٢٤٠١.١٠٠٠٠", "2401.10000; x"]
)
def test_other_text_is_no_arxiv_id(text: str) -> None:
    assert identifiers.arxiv_id(text) == ""


@pytest.mark.parametrize("prefix", ["10.1101", "10.64898"])
def test_addresses_of_preprint_servers_have_a_version_behind_the_doi(prefix: str) -> None:
    reference = f"https://www.biorxiv.org/content/{prefix}/2026.01.02.123456v2?rss=1"
    assert identifiers.doi(reference) == f"{prefix}/2026.01.02.123456"
    assert identifiers.doi("10.1000/gv2") == "10.1000/gv2"


@pytest.mark.parametrize("reference", ["10.1000/X(1)y", "doi:10.1000/x(1)Y", "https://doi.org/10.1000/x(1)y"])
def test_every_spelling_of_a_doi_is_the_bare_lower_case_doi(reference: str) -> None:
    assert identifiers.doi(reference) == "10.1000/x(1)y"


@pytest.mark.parametrize(
    "text", ["", "10.1/x", "10.1000/", "10.1000/a b", "10.1000/<b>", "10.١٢٣٤/x", "10.1000/a\u2028b"]
)
def test_other_text_is_no_doi(text: str) -> None:
    assert identifiers.doi(text) == ""


@pytest.mark.parametrize("piece", ["doi:10.1000/", "arxiv:", "a-", "10.1000/x ", "arxiv: "])
def test_long_references_are_answered_at_once(piece: str) -> None:
    began = time.process_time()
    identifiers.doi(piece * 100_000 + "<")
    identifiers.arxiv_id(piece * 100_000 + "<")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "title", ["TÜLU 3: Pushing On", "tulu-3 pushing on", r"T\"ULU 3 {\it Pushing} On", "ＴＵＬＵ３ pushing on!"]
)
def test_spellings_of_a_title_have_one_key(title: str) -> None:
    assert identifiers.title_key(title) == "tulu3pushingon"


def test_keys_come_most_certain_first() -> None:
    entry = Entry("On Traces", arxiv="2401.10000", doi="10.1000/x")
    assert identifiers.keys_of(entry) == ("arxiv:2401.10000", "doi:10.1000/x", "title:ontraces")


@given(st.text(min_size=1).filter(str.strip))
def test_every_entry_has_a_key_without_white_space(title: str) -> None:
    keys = identifiers.keys_of(Entry(" ".join(title.split())))
    assert keys
    assert all(len(key.split()) == 1 for key in keys)


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ({"arxiv:1", "title:a"}, {"arxiv:2", "title:a"}, False),
        ({"arxiv:1", "title:a"}, {"arxiv:1", "title:b"}, True),
        ({"arxiv:1", "doi:x"}, {"arxiv:1", "doi:y"}, True),
        ({"doi:x", "title:a"}, {"doi:y", "title:a"}, False),
        ({"arxiv:1"}, {"doi:x"}, True),
        ({"title:a"}, {"arxiv:1"}, True),
    ],
)
def test_works_with_different_ids_of_one_kind_are_different(one: set[str], other: set[str], may_be: bool) -> None:
    assert identifiers.may_be_one(one, other) is identifiers.may_be_one(other, one) is may_be


def test_a_very_long_reference_is_no_identifier() -> None:
    padding = "x" * 1_000
    assert identifiers.arxiv_id(f"https://arxiv.org/abs/2401.10000?{padding}") == ""
    assert identifiers.doi(f"https://example.org/{padding}/doi.org/10.1000/x") == ""
