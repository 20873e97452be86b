from __future__ import annotations

import datetime as dt

import pytest

from generator.archive.papers import merge
from generator.model import Archive, Digest, Entry, Settings
from generator.topics import doubtful_tags
from generator.topics.tags import assign
from generator.vocabulary import Vocabulary, VocabularyTag

DAY = dt.date(2026, 4, 20)
SEARCH = VocabularyTag("search", "Search")


def archive_of(title: str, abstract: str) -> Archive:
    papers = merge([Digest(DAY, "test", (Entry(title, abstract=abstract),))]).papers
    tagging = assign(papers, {}, Vocabulary((SEARCH,)), 1)
    return Archive(Settings("Shelf", "https://example.org/"), papers, (), tagging.tags, tagging.assignments, ())


@pytest.mark.parametrize(
    ("title", "abstract", "chance"),
    [
        ("Search", "Trees grow.", 0.76),
        ("Search", "They search.", None),
        ("A title", "Trees grow. We propose roots. It works. Search helps. All is well.", 0.65),
        ("A title", "Trees grow. We propose a search. It works.", 0.68),
        ("A title", "Trees grow. We propose a search. It works. Search helps. So does it.", None),
        ("A title", "Research grows. We propose roots. It works. Trees search. All is well.", 0.65),
    ],
)
def test_a_tag_is_doubtful_by_the_sentences_that_mention_it(title: str, abstract: str, chance: float | None) -> None:
    found = doubtful_tags.find(archive_of(title, abstract))
    assert [one.chance for one in found] == ([] if chance is None else [chance])


def test_a_doubtful_tag_has_its_sentence_and_is_gone_when_it_is_decided() -> None:
    archive = archive_of("A title", "Trees grow. We propose roots. It works. Search helps. All is well.")
    [one] = doubtful_tags.find(archive)
    assert (one.label, one.sentences) == ("Search", ("Search helps.",))
    assert doubtful_tags.find(archive, {("a-title", "search")}) == []
