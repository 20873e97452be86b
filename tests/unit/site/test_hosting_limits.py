from __future__ import annotations

import pytest

from generator.site.hosting_limits import Size, excess, kind_of, papers_in, report, sizes


def test_sizes_are_counted_by_kind() -> None:
    bytes_of = {
        "index.html": 3,
        "404.html": 4,
        "papers/a/index.html": 10,
        "papers/b/index.html": 20,
        "papers/a.md": 5,
        "published.txt": 1,
    }

    found = sizes({path: (size, 0) for path, size in bytes_of.items()})

    assert found == {
        "papers' pages": Size(2, 30),
        "papers' Markdown": Size(1, 5),
        "lists": Size(2, 7),
        "everything else": Size(1, 1),
    }
    assert papers_in(found) == 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("feed.xml", "feeds"),
        ("authors/ada/feed.xml", "feeds"),
        ("archive.bib.gz", "citations"),
        ("digests/2026-01-02/papers.bib", "citations"),
        ("api/v1/archive.sqlite", "dump and database"),
        ("api/v1/papers/on-traces.json", "papers' records"),
        ("api/v1/tags.json", "everything else"),
        ("search/pagefind/index/a.pf_index", "search"),
        ("social/site.png", "social cards"),
        ("authors/ada/2/index.html", "lists"),
    ],
)
def test_a_path_decides_the_kind(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_a_report_has_a_row_for_each_kind_and_of_a_large_site_how_many_papers_fit() -> None:
    found = {
        "papers' pages": Size(2000, 60_000_000),
        "feeds": Size(1000, 20_000_000),
        "social cards": Size(500, 4_000_000),
    }

    assert report(found, 499).splitlines()[1:] == [
        "papers' pages           2,000     60.0        120.2",
        "feeds                   1,000     20.0         40.1",
        "social cards              500      4.0          8.0",
        "all                     3,500     84.0        168.3",
    ]
    # (1,000 − 4) MB / 40 KB
    assert report(found, 2000).splitlines()[-1] == (
        "42 KB and 1.8 files a paper. GitHub Pages takes 1,000 MB, at this rate (40 KB for each further paper) some "
        "24,900 papers."
    )


def test_a_site_within_the_limit_gives_no_warning() -> None:
    assert excess({"feeds": Size(1, 1), "lists": Size(2, 999_999_999)}) == ""


def test_a_site_above_the_limit_is_reported_with_its_largest_kinds_and_advice() -> None:
    found = {kind: Size(1, 1_000_000 * size) for kind, size in (("a", 700), ("b", 800), ("c", 4), ("d", 4))}

    assert excess(found) == (
        "the site has 1,508 MB, and GitHub Pages publishes 1,000 MB at most; most is in b (800 MB), a (700 MB), c (4.0 "
        "MB). Raise minimum_papers_per_author or minimum_papers_per_tag or lower feed_entries in "
        "site_config/archive.yml, or publish the site on a host that allows more"
    )
