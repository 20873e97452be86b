"""Addresses that were published stay: the record, builds that would break it, and what leads lost readers on."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from library_desk import Desk, opened, says

from generator.system import files

from .reading import page, times, tree

LAST_DIGEST = "2026-03-14-daily-papers.html"


@pytest.fixture
def recorded(archive: Path, run_papershelf) -> Path:
    """The small archive with every address recorded."""
    run_papershelf("-C", archive, "record")
    return archive


def record_of(root: Path) -> list[str]:
    lines = (root / "content" / "published.txt").read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]


def line_of(root: Path, record: str, beginning: str) -> int:
    lines = (root / "content" / record).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(beginning))


def test_the_record_has_all_of_the_site_but_the_data_of_recorded_papers(recorded: Path) -> None:
    listed = (recorded / files.DOCS / "published.txt").read_text().splitlines()
    slugs = {line.split()[0] for line in (recorded / "content" / "permalinks.txt").read_text().splitlines()}
    paper = re.compile(r"/api/v1/papers/([a-z0-9-]+)\.json")
    of_papers = {address for address in listed if (match := paper.fullmatch(address)) and match[1] in slugs}

    assert record_of(recorded) == [address for address in listed if address not in of_papers]
    assert len(of_papers) == 16
    # A title that a paper had before gave it an address, too.
    assert "/papers/the-5-servo-reinforcement-learning-rl-for-robot-arms-that-cost-less/" in record_of(recorded)
    assert {"/", "/tags/", "/digests/2026-03-13/", "/feed.xml", "/data/", "/published.txt"} <= set(record_of(recorded))


def test_every_listed_address_is_on_the_site(built_archive: Path) -> None:
    site = built_archive / "site"
    lost = [
        address
        for address in (site / "published.txt").read_text().splitlines()
        if not (site / address[1:] / "index.html" if address.endswith("/") else site / address[1:]).is_file()
    ]
    assert lost == []


def test_a_recorded_archive_builds_and_recording_again_changes_nothing(recorded: Path, run_papershelf) -> None:
    before = times(recorded / "content")

    done = run_papershelf("-C", recorded, "record")
    checked = run_papershelf("-C", recorded, "check")

    assert "0 of them new" in done.stderr
    assert times(recorded / "content") == before
    assert checked.stderr.startswith("0 errors, 0 warnings")


def test_a_build_without_a_digest_reports_every_lost_address_and_changes_nothing(
    recorded: Path, run_papershelf
) -> None:
    (recorded / "content" / "digests" / LAST_DIGEST).unlink()
    before = tree(recorded / files.DOCS)

    done = run_papershelf("-C", recorded, "build", status=1)

    *told, conclusion = done.stderr.splitlines()
    paper = line_of(recorded, "permalinks.txt", "proofs-on-a-postcard")
    day = line_of(recorded, "published.txt", "/digests/2026-03-13/")
    assert told[0].startswith(
        f"content/permalinks.txt:{paper}:1: no digest has the paper of papers/proofs-on-a-postcard"
    )
    assert (
        f"content/published.txt:{day}:1: nothing is published at /digests/2026-03-13/ any more (bring back what was "
        "there, or lead its readers on: write '/digests/2026-03-13/ -> /digests/' in this line)"
    ) in told
    of_day = [line for line in record_of(recorded) if line.startswith("/digests/2026-03-13/")]
    assert sum("/digests/2026-03-13/" in line for line in told) == len(of_day)
    assert conclusion.endswith("nothing was built")
    assert tree(recorded / files.DOCS) == before


def test_an_address_that_is_given_up_leads_on(recorded: Path, run_papershelf) -> None:
    """A tag that the vocabulary loses, for which nobody thought of a redirect there."""
    tags = recorded / "site_config" / "tags.yml"
    tags.write_text(tags.read_text().replace("  code-synthesis: program-synthesis", "  none: program-synthesis"))
    record = recorded / "content" / "published.txt"

    refused = run_papershelf("-C", recorded, "build", status=1)
    record.write_text(record.read_text().replace("/tags/code-synthesis/\n", "/tags/code-synthesis/ -> /tags/\n"))
    run_papershelf("-C", recorded, "build", "--strict")

    assert "nothing is published at /tags/code-synthesis/ any more" in refused.stderr
    stub = page(recorded / "site" / "tags" / "code-synthesis" / "index.html")
    assert [link["href"] for link in stub.select("link[rel=canonical]")] == ["https://shelf.example.org/small/tags/"]
    refresh = stub.select_one("meta[http-equiv=refresh]")
    assert refresh is not None
    target = str(refresh["content"]).partition("url=")[2]
    assert (recorded / "site" / "tags" / "code-synthesis" / target).resolve() == recorded / "site" / "tags"


def test_an_author_keeps_a_page_below_the_minimum_and_losing_the_last_paper_is_reported(
    recorded: Path, run_papershelf
) -> None:
    """Works may merge, and the minimum may be raised: what was published stays while there is anything to show."""
    settings = recorded / "site_config" / "archive.yml"
    settings.write_text(settings.read_text() + "minimum_papers_per_author: 1\nminimum_papers_per_author_feed: 1\n")
    run_papershelf("-C", recorded, "record")
    settings.write_text(settings.read_text().replace(": 1", ": 9"))
    author = "/authors/qing-whitlock/"
    digest = recorded / "content" / "digests" / "2026-03-10-daily-papers.json"

    run_papershelf("-C", recorded, "check")
    assert {author, f"{author}feed.xml"} <= set(record_of(recorded))
    digest.write_text(digest.read_text().replace("Qing Whitlock", "Somebody Else"))
    refused = run_papershelf("-C", recorded, "check", status=1)

    told = next(line for line in refused.stdout.splitlines() if f"nothing is published at {author} any more" in line)
    assert f"'{author} -> /authors/'" in told


def test_a_file_that_moved_is_still_served(recorded: Path, run_papershelf) -> None:
    record = recorded / "content" / "published.txt"
    record.write_text(record.read_text() + "/rss/all.xml -> /feed.xml\n")

    run_papershelf("-C", recorded, "build", "--strict")

    site = recorded / "site"
    assert (site / "rss" / "all.xml").read_bytes() == (site / "feed.xml").read_bytes()
    assert "/rss/all.xml" in (site / "published.txt").read_text().splitlines()


def test_wrong_lines_are_reported_with_all_other_problems(recorded: Path, run_papershelf) -> None:
    with (recorded / "content" / "published.txt").open("a") as record:
        record.write("/../../etc/passwd -> /feed.xml\nno address\n")

    done = run_papershelf("-C", recorded, "check", status=1)

    assert done.stdout.count("is not a line of the record of addresses") == 2


def test_what_another_record_lists_is_recorded(recorded: Path, tmp_path: Path, run_papershelf) -> None:
    """As the publishing workflow does with the list that is online."""
    listed = (recorded / "site" if (recorded / "site").exists() else recorded / files.DOCS) / "published.txt"
    online = tmp_path / "published.txt"
    online.write_text(listed.read_text() + "/talks/\n")

    run_papershelf("-C", recorded, "record", online)
    done = run_papershelf("-C", recorded, "check", status=1)

    assert record_of(recorded).count("/talks/") == 1
    assert "nothing is published at /talks/ any more" in done.stdout
    assert record_of(recorded).count("/papers/lemma-gardens/") == 1


def test_what_the_site_has_online_is_recorded(recorded: Path, run_papershelf) -> None:
    with opened(Desk()) as site:
        url = f"http://127.0.0.1:{site.port}/papers/"
        mkdocs = recorded / "mkdocs.yml"
        mkdocs.write_text(mkdocs.read_text().replace("https://shelf.example.org/small/", url))
        before = tree(recorded / "content")

        site.answers["/papers/published.txt"] = [says("Not found", 404)]
        assert "nothing has been published here yet" in run_papershelf("-C", recorded, "record", "--online").stderr
        site.answers["/papers/published.txt"] = [says("Forbidden", 403)]
        done = run_papershelf("-C", recorded, "record", "--online", "--format", "github", status=1)
        assert f"::error::{url}published.txt: answers with status 403. Without it" in done.stdout
        assert tree(recorded / "content") == before

        site.answers["/papers/published.txt"] = [says("/talks/\n")]
        run_papershelf("-C", recorded, "record", "--online")
    assert record_of(recorded).count("/talks/") == 1


def test_a_copied_digest_keeps_its_addresses_when_titles_in_it_are_corrected(tmp_path: Path, run_papershelf) -> None:
    """Nobody recorded them: what is online knows the papers by their ids, or by their authors."""
    files.write_text(tmp_path / "content/digests/2026-03-02-mine.yml", CORRECTED)
    record = {"papershelf": 1, "appearances": [{"date": "2026-03-02", "source": "mine", "row": 1}]}
    by_id = record | {"slug": "counting-shep", "title": "Counting shep", "arxiv": "2603.00001"}
    by_author = record | {"slug": "lampss-in-the-dark", "title": "Lampss in the dark", "authors": ["Ann Lee"]}
    with opened(Desk()) as site:
        files.write_text(tmp_path / "mkdocs.yml", f"site_name: A\nsite_url: http://127.0.0.1:{site.port}/\n")
        listed = [f"/papers/{paper['slug']}/\n" for paper in (by_id, by_author)]
        site.answers["/published.txt"] = [says("".join([*listed, "/papers/gone/\n"]))]
        site.answers["/api/v1/papers/counting-shep.json"] = [says(json.dumps(by_id))]
        site.answers["/api/v1/papers/lampss-in-the-dark.json"] = [says(json.dumps(by_author))]
        site.answers["/api/v1/papers/gone.json"] = [says("Not found", 404)]
        run_papershelf("-C", tmp_path, "record", "--online")

    done = run_papershelf("-C", tmp_path, "check", status=1)
    assert re.findall("nothing is published at (.*) any more", done.stdout) == ["/papers/gone/"]
    assert "no digest has" not in done.stdout


CORRECTED = """\
date: 2026-03-02
source: mine
papers:
  - title: Counting sheep
    arxiv: "2603.00001"
  - title: Lamps in the dark
    authors: [Ann Lee]
"""


def test_robots_are_shown_the_sitemap(built_archive: Path) -> None:
    robots = (built_archive / "site" / "robots.txt").read_text()
    assert "Sitemap: https://shelf.example.org/small/sitemap.xml" in robots
    sitemap = (built_archive / "site" / "sitemap.xml").read_text()
    assert "<urlset" in sitemap
    paper = "<loc>https://shelf.example.org/small/papers/kitchen-table-fusion-of-sensors-common-sense/</loc>"
    assert f"{paper}<lastmod>2026-03-18</lastmod>" in sitemap
    assert gzip.decompress((built_archive / "site" / "sitemap.xml.gz").read_bytes()).decode() == sitemap


def test_the_page_for_lost_visitors_searches(built_archive: Path) -> None:
    soup = page(built_archive / "site" / "404.html")
    assert soup.select('[data-ps-search="missing"]')
    assert {"/small/tags/", "/small/digests/"} <= {str(link["href"]) for link in soup.select("article a[href]")}
    assert soup.select("article script") == []


@pytest.mark.parametrize("record", ["published.txt", "permalinks.txt"])
def test_recording_loses_no_line_that_cannot_be_read(
    recorded: Path, tmp_path: Path, run_papershelf, record: str
) -> None:
    with (recorded / "content" / record).open("a") as file:
        file.write("/tags/kept => /tags/new/\n")
    before = tree(recorded / "content")
    (tmp_path / "site.txt").write_text("/another/\n")

    done = run_papershelf("-C", recorded, "record", tmp_path / "site.txt", status=1)

    assert f"content/{record}:" in done.stderr
    assert tree(recorded / "content") == before
