"""The repository's own archive: complete, tagged, and in our own words."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import assemble, build
from generator.archive import papers
from generator.model import Digest, Paper
from generator.sources import source_files
from generator.system.progress import Lines
from generator.text.identifiers import keys_of
from generator.topics.curated_tags import FEW_TAGS, MAXIMUM_TAGS
from generator.topics.tags import specific_tags

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
RUN = 8
"""Words in a row that two texts on one subject do not share by chance."""


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = words_of(text)
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


@pytest.fixture(scope="module")
def digests() -> list[Digest]:
    sources, problems = source_files.read_sources(ROOT)
    found = assemble.read_digests(sources.digests, problems)
    assert problems == []
    return found


@pytest.fixture(scope="module")
def works(digests: list[Digest]) -> tuple[Paper, ...]:
    return papers.merge(digests).papers


def test_four_digests_have_314_entries_of_249_works(digests: list[Digest], works: tuple[Paper, ...]) -> None:
    sizes = {str(digest.date): len(digest.entries) for digest in digests}
    assert sizes == {"2025-08-07": 93, "2025-08-20": 85, "2025-09-18": 86, "2026-04-20": 50}
    assert len(works) == 249


def test_every_work_has_one_summary_of_two_to_four_sentences(digests: list[Digest], works: tuple[Paper, ...]) -> None:
    summaries: dict[str, set[str]] = {}
    for digest in digests:
        for entry in digest.entries:
            summaries.setdefault(keys_of(entry)[-1], set()).add(entry.abstract)
    assert len(summaries) == len(works)
    assert all(len(texts) == 1 for texts in summaries.values())
    for (text,) in summaries.values():
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z0-9\"“(])", text)
        assert 2 <= len(sentences) <= 4, text


def test_there_are_notes_and_collections() -> None:
    assert len(_written("notes")) >= 6
    assert len(_written("collections")) >= 12


def test_every_paper_has_two_to_six_tags_and_every_tag_a_description() -> None:
    collected, problems = build.load_archive(ROOT, Lines(io.StringIO()))
    assert collected is not None
    assert problems == ()
    archive = collected.archive
    counts = specific_tags(archive)
    assert {slug: count for slug, count in counts.items() if not FEW_TAGS <= count <= MAXIMUM_TAGS} == {}
    curated = [tag for tag in archive.tags if tag.is_curated]
    assert len(curated) >= 40
    assert [tag.slug for tag in curated if not (tag.description and (tag.aliases or tag.is_broad))] == []
    assert [tag.slug for tag in archive.tags if len(tag.papers) < 3 and not tag.children] == []


def test_no_eight_words_in_a_row_stand_in_the_real_digests(digests: list[Digest]) -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"the corpus is not at {CORPUS}")
    known: set[tuple[str, ...]] = set()
    for path in CORPUS.rglob("*"):
        if path.suffix == ".txt":
            known.update(runs(path.read_text("utf-8")))
        elif path.suffix == ".json":
            known.update(run for text in _strings(json.loads(path.read_text("utf-8"))) for run in runs(text))
    titles = {" ".join(words_of(entry.title)) for digest in digests for entry in digest.entries}
    texts = {entry.title: entry.abstract for digest in digests for entry in digest.entries}
    texts |= {
        path.name: _without_titles(path.read_text("utf-8"), titles)
        for path in _written("notes", "collections", "pages")
    }
    copied = {name: " ".join(run) for name, text in texts.items() for run in runs(text) if run in known}
    assert copied == {}


def _written(*folders: str) -> list[Path]:
    return [path for folder in folders for path in (ROOT / "content" / folder).glob("*.md")]


def _without_titles(markdown: str, titles: set[str]) -> str:
    """Return a text without slugs, and without link texts and words in bold that are papers' titles: titles are facts.

    A mark stands where a title stood, so that no run of words reaches over it.
    """
    body = re.sub(r"[a-z0-9]+(?:-[a-z0-9]+){3,}", "xxcutxx", markdown)
    named = re.compile(r"\[([^\]]*)\]\([^)]*\)|\*\*([^*]*)\*\*")
    return named.sub(
        lambda match: "xxcutxx" if " ".join(words_of(match[1] or match[2])) in titles else match[1] or match[2], body
    )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in _strings(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in _strings(inner))
