"""The promise that a whole title, id or name comes first, on real digests. Nothing of them is printed or kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from generator import assemble
from generator.archive import papers
from generator.exports import search_records
from generator.exports.search_words import key_of, lookup_key
from generator.model import Archive, Paper, Settings, SourceFile, Tag

from .conftest import searching_alone

VOCABULARY = Path(__file__).parents[2] / "site_config/tags.yml"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real digests (../shared/corpus) is not at hand"
)

FOUND = """async (queries) => {
  const { Engine } = await import(new URL("assets/search-engine.js", location));
  const engine = (self.engine ??= new Engine(location.href));
  const found = [];
  for (const query of queries) {
    const { total, hits, meant } = await engine.search({ query, count: 3 });
    found.push({ total, meant, hits: hits.map(({ address }) => address) });
  }
  return found;
}"""

FIRST = """async (queries) => {
  const { Engine } = await import(new URL("assets/search-engine.js", location));
  const engine = (self.engine ??= new Engine(location.href));
  const found = [];
  for (const query of queries) found.push((await engine.search({ query, count: 1 })).hits[0]?.address ?? "");
  return found;
}"""

KEYS = """async (texts) => {
  const { keyOf, lookupKeyOf } = await import(new URL("assets/search-words.js", location));
  return texts.map((text) => [keyOf(text), lookupKeyOf(text)]);
}"""


@pytest.fixture(scope="module")
def works() -> tuple[Paper, ...]:
    """The papers of every other answer of the API: more of them make an index that takes minutes to ask."""
    days = [SourceFile(path.name, path.read_text("utf-8")) for path in sorted((CORPUS / "hf-api").iterdir())[::2]]
    return papers.merge(assemble.read_digests(days, [])).papers


@pytest.fixture(scope="module")
def searching(works: tuple[Paper, ...], tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    names = yaml.safe_load(VOCABULARY.read_text("utf-8"))["tags"]
    tags = [Tag(slug, tag["label"], works[:3], aliases=tuple(tag.get("aliases", ()))) for slug, tag in names.items()]
    archive = Archive(Settings("", ""), works, (), tuple(tags), {}, ())
    with pytest.MonkeyPatch.context() as patch:
        # Several indexes and settled papers.
        patch.setattr(search_records, "MINIMUM_SETTLED", 250)
        patch.setattr(search_records, "ENOUGH", 250)
        patch.setattr(search_records, "MAXIMUM", 400)
        with searching_alone(browser, archive, tmp_path_factory.mktemp("search")) as page:
            yield page


def test_browser_and_generator_make_the_same_keys(works: tuple[Paper, ...], searching: Page) -> None:
    texts = sorted({text for paper in works for text in (paper.title.plain, paper.arxiv, *paper.authors) if text})

    assert len(texts) > 5_000
    assert searching.evaluate(KEYS, texts) == [[key_of(text), lookup_key(text)] for text in texts]


def test_a_title_is_its_papers_first_hit(works: tuple[Paper, ...], searching: Page) -> None:
    """Every eighth: all of them take minutes, and were right."""
    some = works[::8]
    slugs = defaultdict(set)
    for paper in works:
        slugs[key_of(paper.title.plain)].add(f"papers/{paper.slug}/")
    found = searching.evaluate(FIRST, [paper.title.plain for paper in some])

    wrong = [paper.slug for paper, hit in zip(some, found, strict=True) if hit not in slugs[key_of(paper.title.plain)]]
    assert wrong == []


def test_hyphens_of_a_title_may_be_blanks_and_nothing_else_is_suggested(
    works: tuple[Paper, ...], searching: Page
) -> None:
    """The names that titles begin with, and every fourth title that has hyphens."""
    slugs = defaultdict(set)
    for paper in works:
        name = paper.title.plain.partition(": ")[0]
        if "-" in name and len(name.split()) < 4:
            slugs[name.replace("-", " ")].add(f"papers/{paper.slug}/")
    for paper in [paper for paper in works if "-" in paper.title.plain][::4]:
        slugs[paper.title.plain.replace("-", " ")].add(f"papers/{paper.slug}/")
    found = searching.evaluate(FOUND, [*slugs])

    assert len(slugs) > 150
    assert [query for query, answer in zip(slugs, found, strict=True) if not slugs[query] & {*answer["hits"]}] == []
    assert [answer["meant"] for answer in found if answer["meant"]] == []


def test_a_tag_is_found_first_by_its_label_in_singular_and_plural(searching: Page) -> None:
    labels = {slug: tag["label"] for slug, tag in yaml.safe_load(VOCABULARY.read_text("utf-8"))["tags"].items()}
    queries = {form: f"tags/{slug}/" for slug, label in labels.items() for form in (label, *_other_number(label))}
    found = searching.evaluate(FIRST, [*queries])

    assert len(queries) > 250
    assert [query for query, hit in zip(queries, found, strict=True) if hit != queries[query]] == []


def _other_number(label: str) -> list[str]:
    """The singular of a label that ends with a plural, or the plural of another."""
    if label.endswith("ies"):
        return [label.removesuffix("ies") + "y"]
    if label.endswith("s") and not label.endswith(("ss", "us", "is", "ics")):
        return [label.removesuffix("s")]
    if not label[-1].islower():  # nobody writes "3Ds"
        return []
    return [] if label.endswith("s") else [label.removesuffix("y") + "ies" if label.endswith("ry") else f"{label}s"]


def test_an_arxiv_id_is_all_that_an_address_with_it_finds(works: tuple[Paper, ...], searching: Page) -> None:
    forms = (
        "arXiv:{}v1",
        "https://arxiv.org/abs/{}",
        "http://arxiv.org/pdf/{}v2.pdf",
        "https://arxiv.org/html/{}v1#S3",
        "https://huggingface.co/papers/{}",
        "https://www.alphaxiv.org/abs/{}?chat=1",
        "https://doi.org/10.48550/arXiv.{}",
    )
    known = [paper for paper in works if paper.arxiv][::4]
    queries = [forms[number % len(forms)].format(paper.arxiv) for number, paper in enumerate(known)]
    found = searching.evaluate(FOUND, queries)

    assert len(known) > 200
    assert [(answer["total"], answer["hits"]) for answer in found] == [
        (1, [f"papers/{paper.slug}/"]) for paper in known
    ]


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
