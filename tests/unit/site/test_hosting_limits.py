from __future__ import annotations

from pathlib import Path

from generator.site.hosting_limits import excess, sizes, weight


def test_sizes_are_those_of_the_folders_at_the_top(tmp_path: Path) -> None:
    for path, length in (("index.html", 3), ("404.html", 4), ("papers/a/index.html", 10), ("papers/b/index.html", 20)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x" * length)

    assert sizes(tmp_path) == {"": 7, "papers": 30}


def test_a_build_names_the_largest_folders_and_of_a_large_site_how_many_papers_fit() -> None:
    found = {"": 20_000_000, "papers": 60_000_000, "authors": 20_000_000}

    assert weight(found, 499) == "The site has 100 MB: papers/ (60 MB), authors/ (20 MB)"
    assert weight(found, 2000) == (
        "The site has 100 MB: papers/ (60 MB), authors/ (20 MB); 50 KB a paper, so that GitHub Pages takes some "
        "20,000 papers"
    )


def test_a_site_within_the_limit_gives_no_warning() -> None:
    assert excess({"": 1, "papers": 999_999_999}) == ""


def test_a_site_above_the_limit_is_reported_with_its_largest_folders_and_advice() -> None:
    found = {"": 20, "papers": 700_000_000, "authors": 800_000_000, "api": 4_000_000, "tags": 4_000_000}

    assert excess(found) == (
        "the site has 1,508 MB, and GitHub Pages publishes 1,000 MB at most; most is in authors/ (800 MB), papers/ "
        "(700 MB), api/ (4.0 MB). Raise minimum_papers_per_author or minimum_papers_per_tag or lower feed_entries in "
        "site_config/archive.yml, or publish the site on a host that allows more"
    )
