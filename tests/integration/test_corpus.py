"""Real digests, where they are at hand. Their sentences are their authors': nothing of them is printed or kept."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from generator import assemble, build
from generator.addresses import PUBLISHED_RECORD
from generator.archive import papers
from generator.exports import api
from generator.model import Digest, Permalink, SourceFile
from generator.sources import permalinks, source_files
from generator.sources.digests import read_digest
from generator.sources.readers.reader import Reading
from generator.system import files
from generator.system.progress import Lines
from generator.text.identifiers import keys_of

from .reading import abstract, not_shown, pages, times, tree

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real digests (../shared/corpus) is not at hand"
)


@pytest.fixture(scope="module")
def pages_as_text(made_once, run_papershelf) -> tuple[Path, str]:
    """An archive of the four pages saved as text, and the receipt."""
    return _imported(made_once, run_papershelf, "texts", _texts())


@pytest.fixture(scope="module")
def everything(made_once, run_papershelf) -> tuple[Path, str]:
    """An archive of the whole corpus, and the receipt."""
    return _imported(made_once, run_papershelf, "corpus", [*_texts(), *_answers()])


@pytest.fixture(scope="module")
def generated(made_once, run_papershelf) -> Path:
    """An archive of every tenth of the API's answers, its `build/docs` up to date."""

    def make(folder: Path) -> None:
        _import(folder, run_papershelf, _answers()[::10])
        assert build.build_docs(folder / "archive", Lines(io.StringIO()), strict=True).problems == ()

    return made_once("some-answers", make) / "archive"


def _imported(made_once, run_papershelf, name: str, digests: list[Path]) -> tuple[Path, str]:
    folder = made_once(name, lambda folder: _import(folder, run_papershelf, digests))
    return folder / "archive", (folder / "receipt").read_text()


def _import(folder: Path, run_papershelf, digests: list[Path]) -> None:
    run_papershelf("init", folder / "archive")
    (folder / "receipt").write_text(run_papershelf("-C", folder / "archive", "import", *digests).stdout)


def test_the_pages_as_text_are_314_entries_of_249_works(pages_as_text: tuple[Path, str]) -> None:
    receipt = pages_as_text[1]

    rows = [[int(number) for number in re.findall(r" (\d+)", line)] for line in receipt.splitlines()[1:-2]]
    assert [row[0] for row in rows] == [93, 85, 86, 50]
    assert all(read == new + seen + rejected for read, new, seen, rejected in rows)
    assert _total(receipt) == [314, 249, 65, 0]


def test_the_whole_corpus_is_2015_entries_of_1948_works(everything: tuple[Path, str]) -> None:
    assert _total(everything[1]) == [2015, 1948, 67, 0]
    assert everything[1].splitlines()[-1] == "The archive has 1,948 works; 81 files written in content/digests/"


def test_importing_the_whole_corpus_again_changes_no_byte(everything: tuple[Path, str], run_papershelf) -> None:
    """The page saved as text and the API's answer of 20 April 2026 share a digest, which both have filled."""
    root, _ = everything
    before = times(root / "content")

    again = run_papershelf("-C", root, "import", *_answers()[::-1], *_texts())

    assert _total(again.stdout) == [2015, 0, 2015, 0]
    assert times(root / "content") == before


def _texts() -> list[Path]:
    return sorted((CORPUS / "hf-text").iterdir())


def _answers() -> list[Path]:
    return sorted((CORPUS / "hf-api").iterdir())


def _total(receipt: str) -> list[int]:
    found = re.search(r"^total +(\d+) +(\d+) +(\d+) +(\d+)$", receipt, re.M)
    assert found is not None
    return [int(number) for number in found.groups()]


def _reading(name: str) -> Reading:
    return read_digest(SourceFile(Path(name).name, (CORPUS / name).read_text("utf-8")))


def test_facts_of_20_april_2026() -> None:
    reading = _reading("hf-text/2026-04-20.txt")

    assert reading.problems == ()
    assert reading.date == dt.date(2026, 4, 20)
    assert len(reading.entries) == 50
    assert sum(entry.published is not None for entry in reading.entries) == 49
    assert sum(entry.author_count is not None for entry in reading.entries) == 47
    assert sum(entry.organisation != "" for entry in reading.entries) == 2
    in_february = [entry for entry in reading.entries if str(entry.published) == "2026-02-27"]
    assert [entry.comments for entry in in_february] == [3]


def test_the_other_pages_have_no_facts() -> None:
    for name in ("2025-08-07", "2025-08-20", "2025-09-18"):
        entries = _reading(f"hf-text/{name}.txt").entries
        assert not any(entry.published or entry.author_count or entry.organisation for entry in entries)


def test_every_day_s_answer_is_read_whole() -> None:
    """Rows as Python printed them, and the day that is wrapped in an object, too."""
    readings = {path.stem: _reading(f"hf-api/{path.name}") for path in _answers()}

    assert len(readings) == 78
    assert sum(len(reading.entries) for reading in readings.values()) == 1701
    assert not [day for day, reading in readings.items() if reading.rejected or reading.problems]
    assert all(entry.arxiv and entry.abstract for reading in readings.values() for entry in reading.entries)


def test_papers_and_addresses_do_not_depend_on_the_order_of_files(everything: tuple[Path, str]) -> None:
    digests = assemble.read_digests(source_files.read_sources(everything[0])[0].digests, [])

    forwards, backwards = papers.merge(digests).papers, papers.merge(digests[::-1]).papers

    assert forwards == backwards
    assert len(forwards) == len({paper.slug for paper in forwards}) == 1948


def test_the_pages_as_text_become_a_site_without_a_warning(pages_as_text: tuple[Path, str], run_papershelf) -> None:
    root, _ = pages_as_text

    done = run_papershelf("-C", root, "build", "--strict")

    assert not re.search("warning|error", done.stderr, re.I)
    shown = {path: abstract(soup) for path, soup in pages(root / "site" / "papers").items()}
    assert len(shown) == 249
    _assert_all_shown(root, shown)


def test_the_pages_as_text_become_the_site_that_mkdocs_builds_page_by_page(
    pages_as_text: tuple[Path, str], run_papershelf
) -> None:
    """Some folders are stamped by several processes, or linked when the test before has built them."""
    root, _ = pages_as_text
    run_papershelf("-C", root, "build", "--site-dir", root / "plain", "--plain")
    run_papershelf("-C", root, "build")

    plain, stamped = tree(root / "plain"), tree(root / "site")
    assert stamped.keys() == plain.keys()
    assert [path for path in plain if stamped[path] != plain[path]] == []


def test_every_abstract_of_the_api_is_shown_with_all_its_words(generated: Path) -> None:
    """As MkDocs renders pages, through Python-Markdown, but without the theme around it, which would take minutes."""
    texts = {path.stem: path.read_text("utf-8") for path in (generated / files.DOCS / "papers").glob("*.md")}
    shown = {slug: _abstract_as_rendered(text) for slug, text in texts.items()}

    assert len(shown) > 150
    _assert_all_shown(generated, shown)


def _abstract_as_rendered(text: str) -> str:
    body = text.split("---\n", 2)[2]
    html = Markdown(extensions=["toc", "tables", "fenced_code"]).convert(body)
    return abstract(BeautifulSoup(html, "lxml"))


def _assert_all_shown(root: Path, shown: dict[str, str]) -> None:
    """Each work's page must show one of the abstracts that its digests have, all words in order."""
    sources, problems = source_files.read_sources(root)
    digests = assemble.read_digests(sources.digests, problems)
    works = papers.merge(digests, permalinks.parse_record(sources.permalinks)[0]).papers
    written: dict[str, list[str]] = defaultdict(list)
    of_key = {key: paper.slug for paper in works for key in paper.keys}
    for digest in digests:
        for entry in digest.entries:
            if entry.abstract:
                written[of_key[keys_of(entry)[0]]].append(entry.abstract)

    assert written.keys() == shown.keys()
    # Addresses, not sentences: those are not ours to print.
    lacking = [slug for slug, texts in written.items() if all(not_shown(text, shown[slug]) for text in texts)]
    assert lacking == []


def test_the_dump_of_real_papers_is_imported_to_the_same_archive(
    generated: Path, tmp_path: Path, run_papershelf
) -> None:
    run_papershelf("init", tmp_path)
    receipt = run_papershelf("-C", tmp_path, "import", generated / files.DOCS / api.DUMP).stdout

    assert "0 files" not in receipt.splitlines()[-1]
    digests, record = _read(generated)
    assert len(digests) == 8
    again, record_again = _read(tmp_path)
    merged, merged_again = papers.merge(digests, record), papers.merge(again, record_again)
    assert merged_again == merged
    assert merged.problems == ()
    assert again == digests


def test_a_build_without_one_digest_reports_every_lost_address(generated: Path, tmp_path: Path, run_papershelf) -> None:
    root = tmp_path / "archive"
    shutil.copytree(generated, root)
    run_papershelf("-C", root, "record")
    digests, record = _read(root)
    removed = max(digests, key=lambda digest: len(digest.entries))
    kept = [digest for digest in digests if digest is not removed]
    left = {key for paper in papers.merge(kept).papers for key in paper.keys}
    lost = {permalink.line for permalink in record if not permalink.keys & left}
    (root / "content" / "digests" / f"{removed.date}-{removed.source}.yml").unlink()
    before = times(root / files.DOCS)

    done = run_papershelf("-C", root, "build", status=1)

    lines = (root / PUBLISHED_RECORD).read_text().splitlines()
    of_day = {number for number, line in enumerate(lines, 1) if line.startswith(f"/digests/{removed.date}/")}
    told = re.findall(r"^(content/\w+\.txt):(\d+):1: (?:no digest has|nothing is published at) ", done.stderr, re.M)
    assert len(lost) > 10
    assert {int(line) for path, line in told if path == permalinks.PATH} == lost
    assert of_day
    assert of_day <= {int(line) for path, line in told if path == PUBLISHED_RECORD}
    assert f"/digests/{removed.date}/ -> /digests/" in done.stderr
    assert times(root / files.DOCS) == before


def _read(root: Path) -> tuple[list[Digest], list[Permalink]]:
    sources, problems = source_files.read_sources(root)
    digests, record = assemble.read_digests(sources.digests, problems), permalinks.parse_record(sources.permalinks)[0]
    assert problems == []
    return digests, record


def test_nothing_of_the_corpus_is_kept_in_the_repository(repository: Path) -> None:
    """No abstract of a real digest begins in a test, in the small archive or in our own archive."""
    folders = (path for part in ("hf-text", "hf-api") for path in sorted((CORPUS / part).iterdir()))
    entries = (entry for path in folders for entry in _reading(f"{path.parent.name}/{path.name}").entries)
    beginnings = {entry.abstract[:80] for entry in entries if len(entry.abstract) > 80}

    kept = (path for part in ("tests", "content") for path in (repository / part).rglob("*") if path.is_file())
    found = {path.relative_to(repository).as_posix(): _how_many(beginnings, path) for path in kept}
    assert {path: number for path, number in found.items() if number} == {}


def _how_many(beginnings: set[str], path: Path) -> int:
    text = " ".join(path.read_text("utf-8", "replace").split())
    return sum(beginning in text for beginning in beginnings)
