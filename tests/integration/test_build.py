"""The small archive through the command line, MkDocs and Material, and its pages parsed again."""

from __future__ import annotations

import functools
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from generator import assemble, build, relate
from generator.model import SourceFile
from generator.outputs import texts
from generator.pages.layout import layout_of
from generator.sources import source_files
from generator.sources.digests import read_digest
from generator.sources.page_files import RESERVED
from generator.system import files, parallel
from generator.system.cache import Cache
from generator.system.progress import Lines

from .reading import abstract, article, not_shown, page, pages, times, title, tree

_one_thread = functools.partial(ThreadPoolExecutor, 1)


@pytest.fixture(scope="module")
def site(built_archive: Path) -> Path:
    return built_archive / "site"


def generate(root: Path) -> build.Outcome:
    return build.build_docs(root, Lines(io.StringIO()), strict=True)


def test_it_has_a_page_per_work_and_no_other(site: Path) -> None:
    papers = {path.removeprefix("papers/") for path in pages(site) if path.startswith("papers/")}

    assert papers == {
        "a-clock-for-every-agent-scheduling-tool-calls-by-what-they-will-cost",
        "counting-sheep-benchmarks-that-put-reward-models-to-sleep",
        "herd-a-multimodal-dataset-of-farm-animals-annotated-by-everyone-in-the",
        "kitchen-table-fusion-of-sensors-common-sense",
        "lantern-tree-search-by-the-light-of-a-small-verifier",
        "lemma-gardens",
        "proofs-on-a-postcard-short-is-a-budget-not-a-style",
        "rewards-at-dusk-when-reinforcement-learning-should-stop",
        "sketches-of-sketches-program-synthesis-from-half-written-tests",
        "the-compiler-said-no-learning-program-synthesis-from-rejections",
        "the-lunch-arm",
        "tidal-memory-forgetting-on-a-schedule-helps-recurrent-language-models",
        "tulu-at-home-instruction-tuning-with-a-naive-judge",
        "walking-backwards-mcts-over-program-sketches",
        "what-does-script-cost-measuring-markup-in-scraped-training-text",
        "which-neuron-knows-a-field-guide-to-tables-in-language-models",
    }


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        pytest.param("walking-backwards-mcts-over-program-sketches", "Our MCTS* walks backwards,", id="asterisk"),
        pytest.param("walking-backwards-mcts-over-program-sketches", "two graphs, GF and GB, of", id="subscript"),
        pytest.param("walking-backwards-mcts-over-program-sketches", "A policy P(y|x) trained", id="bar"),
        pytest.param("walking-backwards-mcts-over-program-sketches", "visits <5% of the nodes", id="less-than"),
        pytest.param("walking-backwards-mcts-over-program-sketches", "pauses for `thinking' only", id="quotes-kept"),
        pytest.param("walking-backwards-mcts-over-program-sketches", "solves 18.90% more of them.", id="percent"),
        pytest.param(
            "tulu-at-home-instruction-tuning-with-a-naive-judge", "TÜLU at home asks a naïve one:", id="accents"
        ),
        pytest.param(
            "tulu-at-home-instruction-tuning-with-a-naive-judge", "costs 18.90% of the usual", id="tex-percent"
        ),
        pytest.param(
            "tulu-at-home-instruction-tuning-with-a-naive-judge", "“good enough” or “not yet”.", id="tex-quotes"
        ),
        pytest.param("tulu-at-home-instruction-tuning-with-a-naive-judge", "recipe Lazy Alignment, since", id="bold"),
        pytest.param("tulu-at-home-instruction-tuning-with-a-naive-judge", "average; chat gains 2.", id="font-switch"),
        pytest.param(
            "tulu-at-home-instruction-tuning-with-a-naive-judge", "https://example.org/tulu-at-home.", id="url"
        ),
        pytest.param("lemma-gardens", "only while its ℓ2 gain over", id="math"),
        pytest.param("lemma-gardens", "stays in 𝒪(CΦ) steps,", id="lost-backslashes"),
        pytest.param("lemma-gardens", "for $20 of electricity, not the $90 that", id="money"),
        pytest.param("the-lunch-arm", "between $5 and $10 and break", id="tex-money"),
        pytest.param(
            "what-does-script-cost-measuring-markup-in-scraped-training-text",
            "<img src=x onerror=alert(1)>, <b>bold</b>, {{ config.site_name }} and {% raw %}, which are text here &",
            id="markup",
        ),
        pytest.param(
            "what-does-script-cost-measuring-markup-in-scraped-training-text",
            "a * opens no list, an _underscore_ no emphasis, a # no heading.",
            id="markdown",
        ),
        pytest.param("proofs-on-a-postcard-short-is-a-budget-not-a-style", "and <i>that</i> is the point.", id="html"),
    ],
)
def test_a_reader_sees_the_words_that_were_meant(site: Path, slug: str, words: str) -> None:
    assert words in abstract(page(site / "papers" / slug / "index.html"))


def test_every_abstract_is_shown_with_all_its_words_in_order(built_archive: Path, site: Path) -> None:
    digests = [read_digest(file).digest for file in source_files.read_sources(built_archive)[0].digests]
    shown = [abstract(soup) for address, soup in pages(site).items() if address.startswith("papers/")]
    written = [entry.abstract for digest in digests if digest for entry in digest.entries if entry.abstract]
    # The first report on lemmas has another abstract than the second, which is shown.
    earlier = "An early report on growing libraries of lemmas with small language models."

    missing = [text for text in written if all(not_shown(text, seen) for seen in shown)]

    assert len(written) == 22
    assert missing == [earlier]


@pytest.mark.parametrize(
    ("slug", "heading", "browser_title"),
    [
        (
            "tulu-at-home-instruction-tuning-with-a-naive-judge",
            "TÜLU at Home: Instruction Tuning with a Naïve Judge",
            "TÜLU at Home: Instruction Tuning with a Naïve Judge - A small shelf",
        ),
        (
            "what-does-script-cost-measuring-markup-in-scraped-training-text",
            "What Does </script> Cost? Measuring Markup in Scraped Training Text",
            "What Does </script> Cost? Measuring Markup in Scraped Training Text - A small shelf",
        ),
        (
            "lemma-gardens",
            "Lemma Gardens: Growing Proof Libraries with Small Language Models",
            "Lemma Gardens: Growing Proof Libraries with Small Language Models - A small shelf",
        ),
    ],
)
def test_titles_are_text(site: Path, slug: str, heading: str, browser_title: str) -> None:
    soup = page(site / "papers" / slug / "index.html")

    assert [found.get_text() for found in soup.find_all("h1")] == [heading]
    assert title(soup) == browser_title


def test_one_page_has_the_facts_of_several_digests(site: Path) -> None:
    """The YAML digest has the id, the text page knows the title alone, the API answer adds code and counts."""
    soup = page(site / "papers" / "walking-backwards-mcts-over-program-sketches" / "index.html")
    seen = article(soup)

    assert [time["datetime"] for time in soup.select(".ps-appearances time")] == [
        "2026-03-10",
        "2026-03-09",
        "2026-03-02",
    ]
    assert "41 upvotes" in seen
    assert soup.select_one('a[href="https://arxiv.org/abs/2602.11042"]')
    assert soup.select_one('a[href="https://github.com/example-lab/backwards"]')


@pytest.mark.parametrize(
    ("slug", "fact"),
    [
        ("a-clock-for-every-agent-scheduling-tool-calls-by-what-they-will-cost", "27 February 2026"),
        ("a-clock-for-every-agent-scheduling-tool-calls-by-what-they-will-cost", "3 comments"),
        (
            "tidal-memory-forgetting-on-a-schedule-helps-recurrent-language-models",
            "Tidewater Institute for Slow Computing",
        ),
        ("tidal-memory-forgetting-on-a-schedule-helps-recurrent-language-models", "3 November 2025"),
        ("counting-sheep-benchmarks-that-put-reward-models-to-sleep", "1 author"),
        ("herd-a-multimodal-dataset-of-farm-animals-annotated-by-everyone-in-the", "Qing Whitlock"),
        ("lantern-tree-search-by-the-light-of-a-small-verifier", "Harbour AI"),
        ("lantern-tree-search-by-the-light-of-a-small-verifier", "13 March 2026"),
        ("sketches-of-sketches-program-synthesis-from-half-written-tests", "José Luís Prates"),
        ("tulu-at-home-instruction-tuning-with-a-naive-judge", "Erdős Kata"),
        ("the-lunch-arm", "19 January 2026"),
    ],
)
def test_pages_show_the_facts(site: Path, slug: str, fact: str) -> None:
    assert fact in article(page(site / "papers" / slug / "index.html"))


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("lemma-gardens-growing-proof-libraries-with-small-language-models", "lemma-gardens"),
        ("gardens-of-lemmas-small-language-models-as-librarians-of-proof", "lemma-gardens"),
        ("the-5-servo-reinforcement-learning-rl-for-robot-arms-that-cost-less", "the-lunch-arm"),
    ],
)
def test_a_former_address_leads_to_the_page(site: Path, former: str, now: str) -> None:
    stub = site / "papers" / former / "index.html"
    refresh = page(stub).select_one("meta[http-equiv=refresh]")
    assert refresh is not None
    target = str(refresh["content"]).partition("url=")[2]

    assert (stub.parent / target / "index.html").resolve() == site / "papers" / now / "index.html"


def test_links_inside_the_site_lead_somewhere(site: Path) -> None:
    lost = [
        (address, link["href"])
        for address, soup in pages(site).items()
        for link in soup.select("article a[href], .ps-nav a[href], .ps-foot a[href], link[rel=alternate]")
        if not re.match(r"[a-z]+:|#", str(link["href"]))
        and not _exists((site / address / re.split("[#?]", str(link["href"]))[0]).resolve())
    ]

    assert lost == []


def _exists(target: Path) -> bool:
    return (target / "index.html").exists() if target.is_dir() else target.exists()


def test_notes_run_nothing(site: Path) -> None:
    soup = page(site / "papers" / "lemma-gardens" / "index.html")
    note = soup.select_one(".ps-note")
    assert note is not None

    assert "alert('author')" in note.get_text()
    assert 'alert("body")' in note.get_text()
    assert '--8<-- "/etc/passwd"' in note.get_text()
    assert "{{ config.site_name }}" in note.get_text()
    assert note.select("script, style, img, iframe, [onclick], [onerror], [style]") == []
    assert {str(link["href"]).partition(":")[0] for link in note.select("a[href]")} == {"https"}
    assert not [script for script in soup.find_all("script") if "alert(" in script.get_text()]


def test_notes_are_shown_with_their_links(site: Path) -> None:
    note = page(site / "papers" / "walking-backwards-mcts-over-program-sketches" / "index.html").select_one(".ps-note")
    assert note is not None

    assert [item.get_text() for item in note.select("ol li")] == [
        "keep both graphs,", "walk back from the output,", "stop where they meet."
    ]  # fmt: skip
    assert note.select_one('a[href="https://example.org/replication/walking-backwards"]')
    assert note.select_one('a[href="../../tags/tree-search/"]')


def test_a_second_build_writes_nothing(archive: Path, run_papershelf) -> None:
    before = times(archive / files.DOCS)

    done = run_papershelf("-C", archive, "build", "--strict")

    assert "0 files written, 0 deleted" in done.stderr
    assert times(archive / files.DOCS) == before


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """A folder whose path another user may walk, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_build_elsewhere_is_the_same(archive: Path, built_archive: Path, foreign_folder: Path) -> None:
    """Without a cache, on one core, with other locale, time zone, hash seed, home and umask, from a checkout with CRLF.

    And as another user, where root runs the tests and may hand on the right to read the interpreter.
    """
    elsewhere = foreign_folder / "zwei Wörter"
    shutil.copytree(archive, elsewhere, ignore=shutil.ignore_patterns(".cache", "docs", "theme"))
    for path in [elsewhere / "mkdocs.yml", *elsewhere.glob("content/**/*.*"), *elsewhere.glob("site_config/**/*.*")]:
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    other = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "1"}
    other |= {"HOME": str(elsewhere / ".cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    (elsewhere / ".cache").mkdir()
    as_other = _as_another_user(elsewhere)
    done = subprocess.run(
        [*as_other, sys.executable, "-m", "generator", "-C", elsewhere, "build", "--strict"],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1774000000", **other}, umask=0o077,
        preexec_fn=_on_one_core, cwd=Path(build.__file__).parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert tree(elsewhere / files.DOCS) == tree(built_archive / files.DOCS)
    assert tree(elsewhere / "site") == tree(built_archive / "site")


def _as_another_user(folder: Path) -> list[str]:
    """Return the beginning of a command that runs as nobody, to whom the folder is given; [] if there is none."""
    nobody, right = 65534, "+dac_read_search"
    ids = [f"--reuid={nobody}", f"--regid={nobody}", "--clear-groups"]
    command = ["setpriv", *ids, f"--inh-caps={right}", f"--ambient-caps={right}"]
    if os.geteuid() or not shutil.which("setpriv"):
        return []
    if subprocess.run([*command, sys.executable, "-c", ""], capture_output=True, check=False).returncode:
        return []
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, nobody, nobody)
    return command


def _on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def test_the_order_of_digest_files_changes_nothing(archive: Path) -> None:
    before = tree(archive / files.DOCS)
    digests = sorted((archive / "content" / "digests").iterdir())
    for number, path in enumerate(reversed(digests)):
        folder = path.parent / f"{number:02}"
        folder.mkdir()
        path.rename(folder / path.name)

    outcome = generate(archive)

    assert outcome.written == 0
    assert tree(archive / files.DOCS) == before


def test_what_was_read_before_has_the_same_problems_and_papers(archive: Path) -> None:
    (archive / "content" / "digests" / "2026-05-01-bad.yml").write_text("date: 2026-05-01\nsource: bad\npapers: 1\n")
    sources, _ = source_files.read_sources(archive)
    with closing(Cache(archive / files.CACHE)) as kept, closing(Cache(None)) as new:
        first, second, third = (
            assemble.assemble(sources, results, _one_thread, Lines(io.StringIO())) for results in (kept, kept, new)
        )
    assert first == second == third
    assert first[1] != []


def test_no_worker_is_left_when_processes_are_forked(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a pool's threads about, neighbours would be found on one core."""
    map_chunks, threads = parallel.map_chunks, [threading.active_count()]
    monkeypatch.setattr(
        parallel, "map_chunks", lambda *work: threads.append(threading.active_count()) or map_chunks(*work)
    )
    sources, _ = source_files.read_sources(archive)
    with closing(Cache(None)) as results:
        assembled, _ = assemble.assemble(sources, results, _one_thread, Lines(io.StringIO()))
    assert assembled is not None

    with closing(Cache(None)) as results:
        descriptions = relate.describe(assembled.archive, assembled.keywords)
        relate.relate(assembled.archive, descriptions, results, parallel.pool, Lines(io.StringIO()))
    assert threads == [threads[0]] * 2


def test_the_order_of_reading_changes_nothing(archive: Path) -> None:
    sources, _ = source_files.read_sources(archive)
    backwards = replace(
        sources,
        digests=sources.digests[::-1],
        notes=sources.notes[::-1],
        pages=sources.pages[::-1],
        collections=sources.collections[::-1],
    )

    with closing(Cache(archive / files.CACHE)) as results:
        rendered = []
        for order in (sources, backwards):
            assembled, _ = assemble.assemble(order, results, _one_thread, Lines(io.StringIO()))
            assert assembled is not None
            with closing(Cache(None)) as nothing:
                descriptions = relate.describe(assembled.archive, assembled.keywords)
                relations = relate.relate(assembled.archive, descriptions, nothing, _one_thread, Lines(io.StringIO()))
            layout = layout_of(assembled.archive, relations)
            rendered.append(texts(build.render_archive(assembled.archive, layout).values()))

    assert rendered[1] == rendered[0]
    assert any("## Related" in text for text in rendered[0].values())


def test_mkdocs_alone_builds_the_same_site(archive: Path, site: Path) -> None:
    shutil.rmtree(archive / files.DOCS)
    (archive / files.DOCS).mkdir()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1774000000"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]

    subprocess.run(command, cwd=archive, env=environment, check=True, capture_output=True, timeout=120)

    alone, ours = pages(archive / "site"), pages(site)
    assert alone.keys() == ours.keys()
    for address, soup in ours.items():
        assert title(alone[address]) == title(soup)
        assert article(alone[address]) == article(soup)


def test_a_site_elsewhere(archive: Path, tmp_path: Path, run_papershelf) -> None:
    run_papershelf("build", "-C", archive, "--site-dir", tmp_path / "elsewhere")

    assert (tmp_path / "elsewhere" / "index.html").exists()
    assert not (archive / "site").exists()


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (["letter.txt"], "holds something else than a site of Papershelf; name an empty folder with --site-dir"),
        (
            ["api/v1/schema/papers-index.json", ".git"],
            "holds .git, which is no part of a site and would be lost; name an empty folder",
        ),
    ],
)
def test_a_folder_that_holds_more_than_a_site_is_not_replaced(
    archive: Path, tmp_path: Path, run_papershelf, held: list[str], told: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in held:
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / name).write_text("mine")

    done = run_papershelf("build", "-C", archive, "--site-dir", elsewhere, status=1)

    assert f"{elsewhere}: {told}" in done.stderr
    assert tree(elsewhere) == dict.fromkeys(held, b"mine")


def test_no_page_of_the_curator_s_takes_the_place_of_one_of_ours(built_archive: Path) -> None:
    theirs = {path.stem for path in (built_archive / "content" / "pages").iterdir()}
    places = (path for path in (built_archive / files.DOCS).iterdir() if path.is_dir() or path.suffix == ".md")
    assert {path.stem for path in places} - theirs - {"index"} <= RESERVED


def test_a_deleted_note_leaves_its_page(archive: Path) -> None:
    (archive / "content" / "notes" / "tulu-second-opinion.md").unlink()

    generate(archive)

    text = (archive / files.DOCS / "papers" / "tulu-at-home-instruction-tuning-with-a-naive-judge.md").read_text()
    assert "three lines long" not in text


def test_a_deleted_digest_takes_its_pages_along(archive: Path) -> None:
    (archive / "content" / "digests" / "2026-03-14-daily-papers.html").unlink()

    outcome = generate(archive)

    assert outcome.problems == ()
    assert not (archive / files.DOCS / "digests" / "2026-03-13.md").exists()
    assert not list((archive / files.DOCS / "papers").glob("proofs-on-a-postcard*"))


def test_a_lost_address_is_reported(archive: Path) -> None:
    (archive / "content" / "digests" / "2026-02-25-reading-group.bib").unlink()
    (archive / "content" / "digests" / "2026-03-18-field-notes.xml").unlink()
    before = tree(archive / files.DOCS)

    outcome = generate(archive)

    assert [(problem.path, problem.line) for problem in outcome.problems] == [("content/permalinks.txt", 4)]
    assert tree(archive / files.DOCS) == before


def test_the_archive_is_read_in_every_format(built_archive: Path) -> None:
    formats = {
        Path(file.path).name: read_digest(SourceFile(file.path, file.text)).format
        for file in source_files.read_sources(built_archive)[0].digests
    }

    assert formats == {
        "2026-02-20-desk-picks.yml": "YAML digest",
        "2026-02-25-reading-group.bib": "BibTeX",
        "2026-03-02-desk-picks.yml": "YAML digest",
        "2026-03-09-daily-papers.txt": "Daily Papers page as text",
        "2026-03-10-daily-papers.json": "Daily Papers API answer (JSON)",
        "2026-03-14-daily-papers.html": "saved Daily Papers page (HTML)",
        "2026-03-16-arxiv.xml": "arXiv API answer (Atom)",
        "2026-03-18-field-notes.xml": "RSS or Atom feed",
    }
