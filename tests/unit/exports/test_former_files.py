"""Data files that were published and are given up."""

from __future__ import annotations

import json

import bibtexparser
import pytest
import rispy
from plain_paper import plain_paper

from generator import outputs
from generator.exports import former_files
from generator.model import Archive, Settings

PAPERS = (plain_paper("a"),)


def rendered(*recorded: str) -> dict[str, str]:
    settings = Settings("Shelf & Co", "https://a.org/b/")
    archive = Archive(settings, PAPERS, (), (), {"a": ()}, (), recorded_files=frozenset(recorded))
    return outputs.texts(former_files.render(archive))


@pytest.mark.parametrize("path", ["archive.ris", "tags/search/papers.ris", "digests/2026-04-20/papers.ris"])
def test_a_file_of_ris_names_the_archive_s(path: str) -> None:
    [record] = rispy.loads(rendered(path)[path])
    assert record["urls"] == ["https://a.org/b/archive.ris.gz"]
    assert "https://a.org/b/archive.ris.gz" in record["title"]


def test_a_file_of_csl_json_names_the_archive_s() -> None:
    [item] = json.loads(rendered("collections/x/papers.json")["collections/x/papers.json"])
    assert item["URL"] == "https://a.org/b/archive.json.gz"


@pytest.mark.parametrize("path", ["archive.bib", "digests/2026-W17/papers.bib", "digests/2026-04/papers.bib"])
def test_bibtex_names_the_archive_s(path: str) -> None:
    [entry] = bibtexparser.parse_string(rendered(path)[path]).entries
    assert entry.fields_dict["url"].value == "https://a.org/b/archive.bib.gz"


def test_the_former_dump_names_the_compressed_one() -> None:
    [text] = rendered("api/v1/archive.jsonl").values()
    assert json.loads(text)["moved"] == "https://a.org/b/api/v1/archive.jsonl.gz"


def test_what_was_not_published_or_is_still_written_has_no_last_file() -> None:
    assert (
        rendered()
        == rendered("tags/search/papers.bib", "digests/2026-04-20/papers.bib", "archive.ris.gz", "api/v1/tags.json")
        == {}
    )
