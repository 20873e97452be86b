"""The promise that a whole title, id or name comes first, on real digests. Nothing of them is printed or kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator import assemble
from generator.archive import papers
from generator.exports import search_records
from generator.exports.search_records import key_of
from generator.model import Archive, Paper, Settings, SourceFile

from .conftest import searching_alone

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real digests (../shared/corpus) is not at hand"
)

FIRST = """async (queries) => {
  const { Engine } = await import(new URL("assets/search-engine.js", location));
  const engine = (self.engine ??= new Engine(location.href));
  const found = [];
  for (const query of queries) found.push((await engine.search({ query, count: 1 })).hits[0]?.address ?? "");
  return found;
}"""

KEYS = """async (texts) => {
  const { keyOf } = await import(new URL("assets/search-engine.js", location));
  return texts.map(keyOf);
}"""


@pytest.fixture(scope="module")
def works() -> tuple[Paper, ...]:
    """The papers of every other answer of the API: more of them make an index that takes minutes to ask."""
    days = [SourceFile(path.name, path.read_text("utf-8")) for path in sorted((CORPUS / "hf-api").iterdir())[::2]]
    return papers.merge(assemble.read_digests(days, [])).papers


@pytest.fixture(scope="module")
def searching(works: tuple[Paper, ...], tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    archive = Archive(Settings("", ""), works, (), (), {}, ())
    with pytest.MonkeyPatch.context() as patch:
        # Several indexes.
        patch.setattr(search_records, "ENOUGH", 250)
        patch.setattr(search_records, "MAXIMUM", 400)
        with searching_alone(browser, archive, tmp_path_factory.mktemp("search")) as page:
            yield page


def test_browser_and_generator_make_the_same_keys(works: tuple[Paper, ...], searching: Page) -> None:
    texts = sorted({text for paper in works for text in (paper.title.plain, paper.arxiv, *paper.authors) if text})

    assert len(texts) > 5_000
    assert searching.evaluate(KEYS, texts) == [key_of(text) for text in texts]


def test_a_title_is_its_papers_first_hit(works: tuple[Paper, ...], searching: Page) -> None:
    """Every eighth: all of them take minutes, and were right."""
    some = works[::8]
    slugs = defaultdict(set)
    for paper in works:
        slugs[key_of(paper.title.plain)].add(f"papers/{paper.slug}/")
    found = searching.evaluate(FIRST, [paper.title.plain for paper in some])

    wrong = [paper.slug for paper, hit in zip(some, found, strict=True) if hit not in slugs[key_of(paper.title.plain)]]
    assert wrong == []


def test_an_arxiv_id_is_its_papers_first_hit(works: tuple[Paper, ...], searching: Page) -> None:
    known = [paper for paper in works if paper.arxiv][::4]
    found = searching.evaluate(FIRST, [f"arXiv:{paper.arxiv}v1" for paper in known])

    assert len(known) > 200
    assert found == [f"papers/{paper.slug}/" for paper in known]


def test_names_lead_to_their_papers_with_accents_and_without(works: tuple[Paper, ...], searching: Page) -> None:
    by_key = defaultdict(set)
    for paper in works:
        for author in paper.authors:
            by_key[key_of(author)].add(f"papers/{paper.slug}/")
    names = sorted({author for paper in works for author in paper.authors if not author.isascii()})[:100]
    queries = [*names, *map(key_of, names)]
    found = searching.evaluate(FIRST, queries)

    assert len(names) > 30
    assert [query for query, hit in zip(queries, found, strict=True) if hit not in by_key[key_of(query)]] == []
