from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.addresses import address_of
from generator.model import PublishedAddress
from generator.pages import redirects as redirects_module
from generator.sources import published

OUTPUTS = ["index.md", "feed.xml", "tags/index.md", "tags/new.md", "tags/new/feed.xml", "digests/2026-04-20.md"]


def redirects(*lines: str, moved: dict[str, str] | None = None) -> tuple[dict[str, str], list[str]]:
    record, problems = published.parse("\n".join(lines))
    assert problems == []
    found, problems = redirects_module.resolve(record, OUTPUTS, moved or {})
    return found, [f"{problem.line}: {problem.message}" for problem in problems]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("index.md", "/"),
        ("about.md", "/about/"),
        ("tags/index.md", "/tags/"),
        ("papers/old/index.html", "/papers/old/"),
        ("tags/search/feed.xml", "/tags/search/feed.xml"),
    ],
)
def test_addresses_are_those_of_the_site(path: str, address: str) -> None:
    assert address_of(path) == address


def test_the_site_s_list_names_everything_and_itself() -> None:
    assert redirects_module.listing(["tags/index.md", "index.md"]) == "/\n/published.txt\n/tags/\n"


@pytest.mark.parametrize(
    ("path", "lasts"),
    [
        ("tags/search.md", True),
        ("tags/search/2.md", False),
        ("tags/search/all.md", False),
        ("tags/search/feed.xml", True),
        ("tags/2.md", True),
        ("digests/2026.md", True),
        ("digests/2026-04.md", True),
        ("digests/2026-W17.md", True),
        ("digests/2026-W17/2.md", False),
        ("authors/ann-lee.md", True),
        ("authors/ann-lee/2.md", False),
        ("authors/letters/q.md", False),
        ("authors/letters/l/2.md", False),
        ("authors/names.json", True),
        ("talks/2.md", True),
    ],
)
def test_later_pages_of_lists_are_not_kept(path: str, lasts: bool) -> None:
    address = address_of(path)
    assert (address in redirects_module.listing([path]).splitlines()) == lasts
    assert (address in published.extend("", [address], ()).splitlines()) == lasts


def test_names_keep_the_pages_that_were_published() -> None:
    text = "/authors/\n/authors/ann-lee/\n/authors/ann-lee/feed.xml\n/authors/bo-ek/ -> /authors/\n/tags/x/\n"
    assert published.kept(published.parse(text)[0], "authors") == {"ann-lee"}


def test_an_address_may_lead_elsewhere() -> None:
    text = "# why\n\n/tags/old/ -> /tags/new/\n/feed.xml\n/talk.pdf -> /assets/talk.pdf\n"
    assert published.parse(text) == (
        [
            PublishedAddress("/tags/old/", "/tags/new/", 3),
            PublishedAddress("/feed.xml", "", 4),
            PublishedAddress("/talk.pdf", "/assets/talk.pdf", 5),
        ],
        [],
    )


@pytest.mark.parametrize(
    "line",
    [
        "tags/", "//tags/", "/tags", "/../x/", "/a/./b/", "/a b/", "/a/ -> b", "/a/ ->", "/a/ -> https://example.org/",
        "/index.md", "/a/index.html", "/x.markdown", "/a/\t-> /b/", "/a<b/", "/é/",
        "/assets/papershelf.js -> /feed.xml", "/assets/papershelf.js/ -> /tags/", "/.gitignore/ -> /tags/",
    ],
)  # fmt: skip
def test_an_invalid_line_is_reported(line: str) -> None:
    [problem] = published.parse(f"/\n{line}\n")[1]
    assert (problem.path, problem.line, problem.message) == (
        "content/published.txt", 2, "is not a line of the record of addresses"
    )  # fmt: skip


def test_every_line_that_is_recorded_can_be_read() -> None:
    paths = ["LICENSE", "notes.markdown", "a.b-c", "a/é.pdf", "assets/x.svg", "a/x.tar.gz", "search/7", ".hidden/x.txt"]
    text = published.extend("", map(address_of, paths), ())
    record, problems = published.parse(text)
    assert ([one.address for one in record], problems) == (["/a/x.tar.gz", "/assets/x.svg"], [])
    assert redirects_module.listing(["LICENSE", "a/x.tar.gz"]) == "/a/x.tar.gz\n/published.txt\n"
    [problem] = redirects_module.resolve(record[1:], OUTPUTS, {})[1]
    assert problem.hint == "bring back what was there, or delete the line"


def test_what_is_still_published_leads_nowhere() -> None:
    assert redirects("/", "/tags/", "/tags/new/", "/feed.xml", "/digests/2026-04-20/") == ({}, [])


def test_a_lost_address_is_reported_with_what_to_do() -> None:
    record, _ = published.parse("/tags/\n/tags/old/\n/old.xml\n")
    _, (page, file) = redirects_module.resolve(record, OUTPUTS, {})
    assert (page.path, page.line, page.is_error) == ("content/published.txt", 2, True)
    assert page.message == "nothing is published at /tags/old/ any more"
    assert page.hint == ("bring back what was there, or lead its readers on: write '/tags/old/ -> /tags/' in this line")
    assert "'/old.xml -> /another/file'" in file.hint


@pytest.mark.parametrize(
    "text",
    [
        "/feed.xml/x/ -> /tags/",
        "/papers/new.md/ -> /tags/",
        "/papers/new/index.html/x/ -> /tags/",
        "/a.b -> /feed.xml\n/a.b/ -> /tags/",
        "/published.txt/x/ -> /tags/",
        "/404.html/ -> /tags/",
    ],
)
def test_an_address_that_would_be_a_file_and_a_folder_is_reported_at_its_line(text: str) -> None:
    record = published.parse(text)[0]
    _, [problem] = redirects_module.resolve(record, ["feed.xml", "tags/index.md", "papers/new.md"], {})
    assert (problem.line, problem.is_error) == (len(record), True)
    assert problem.message.endswith(" would be a file and a folder of the site at once")


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/tags/old/with/new/feed.xml", "/feed.xml"),
        ("/tags/new/with/old/feed.xml", "/tags/new/feed.xml"),
        ("/tags/old/papers.bib", "/archive.bib"),
        ("/tags/old/feed.json", "/another/file"),
        ("/tags/new/with/old/", "/tags/new/"),
    ],
)
def test_the_line_to_write_is_one_that_helps(address: str, target: str) -> None:
    outputs = [*OUTPUTS, "feed.xml"]
    _, [problem] = redirects_module.resolve(published.parse(address)[0], outputs, {})
    assert f"'{address} -> {target}'" in problem.hint
    outputs.append("archive.bib")  # which is written once an address leads to it
    if target != "/another/file":
        assert redirects_module.resolve(published.parse(f"{address} -> {target}")[0], outputs, {}) == (
            {address: target},
            [],
        )


def test_what_was_published_of_tags_is_kept() -> None:
    text = "/tags/\n/tags/a/\n/tags/a/feed.xml\n/tags/b/ -> /tags/a/\n/tags/a/with/b/atom.xml\n/tags/a/with/c/ -> /\n"
    record = published.parse(text)[0]
    assert published.kept(record, "tags") == {"a"}
    assert published.files(record) == {"tags/a/feed.xml", "tags/a/with/b/atom.xml"}


def test_every_lost_address_is_reported() -> None:
    assert len(redirects("/a/", "/b/", "/c.xml")[1]) == 3


def test_a_redirect_keeps_the_address() -> None:
    assert redirects("/tags/old/ -> /tags/new/") == ({"/tags/old/": "/tags/new/"}, [])


def test_redirects_are_followed_to_their_end() -> None:
    lines = ("/tags/older/ -> /tags/old/", "/tags/old/ -> /tags/new/")
    assert redirects(*lines)[0] == {"/tags/older/": "/tags/new/", "/tags/old/": "/tags/new/"}


def test_a_redirect_of_a_folder_moves_the_files_that_its_target_has() -> None:
    found, lost = redirects("/tags/old/ -> /tags/new/", "/tags/old/feed.xml", "/tags/old/atom.xml")
    assert found == {"/tags/old/": "/tags/new/", "/tags/old/feed.xml": "/tags/new/feed.xml"}
    assert lost == ["3: nothing is published at /tags/old/atom.xml any more"]


def test_what_the_archive_itself_has_moved_needs_no_line() -> None:
    moved = {"/tags/old/": "/tags/new/"}
    assert redirects("/tags/old/feed.xml", moved=moved) == ({"/tags/old/feed.xml": "/tags/new/feed.xml"}, [])


@pytest.mark.parametrize(
    "lines",
    [
        ("/tags/old/ -> /tags/gone/",),
        ("/tags/old/ -> /tags/old/",),
        ("/a/ -> /b/", "/b/ -> /a/"),
        ("/old.xml -> /tags/",),
        ("/a/ -> /feed.xml/",),
        ("/old.txt -> /published.txt",),
    ],
)
def test_a_redirect_to_nowhere_is_reported(lines: tuple[str, ...]) -> None:
    found, lost = redirects(*lines)
    assert found == {}
    assert len(lost) == len(lines)
    assert all("where nothing is published that could stand for it" in message for message in lost)


def test_an_address_that_is_back_needs_no_redirect() -> None:
    record, _ = published.parse("/tags/new/ -> /tags/")
    found, [problem] = redirects_module.resolve(record, OUTPUTS, {})
    assert found == {}
    assert not problem.is_error
    assert problem.hint == "remove ' -> /tags/' from the line"


def test_the_record_is_sorted_and_keeps_comments_and_redirects() -> None:
    text = "# ours\n/tags/old/ -> /tags/new/\n"
    assert published.extend(text, ["/tags/old/", "/about/"], ()) == "# ours\n/about/\n/tags/old/ -> /tags/new/\n"


def test_a_new_record_explains_itself() -> None:
    assert published.extend("", ["/"], ()).startswith(published.HEADER)


def test_the_page_of_a_paper_stands_for_its_data() -> None:
    addresses = ["/papers/a/", "/papers/b/", "/api/v1/papers/a.json", "/api/v1/papers/index.json"]
    kept = published.extend("", addresses, {"a"}).splitlines()[2:]
    assert kept == ["/api/v1/papers/index.json", "/papers/a/", "/papers/b/"]


addresses = st.lists(st.sampled_from(["/", "/a/", "/a/b/", "/a/b.xml", "/api/v1/papers/x.json"]), unique=True)


@given(addresses, addresses)
def test_recording_twice_changes_nothing(first: list[str], second: list[str]) -> None:
    once = published.extend(published.extend("", first, {"x"}), second, {"x"})
    assert published.extend(once, [*first, *second], {"x"}) == once
    assert {each.address for each in published.parse(once)[0]} == {*first, *second} - {"/api/v1/papers/x.json"}


@given(st.text(alphabet="/a.-> \n#", max_size=60))
def test_any_text_is_read(text: str) -> None:
    record, _ = published.parse(text)
    redirects_module.resolve(record, OUTPUTS, {})


@pytest.mark.parametrize("lines", [["/a/ -> /a/b/"], ["/a/ -> /b/x/", "/b/ -> /a/"], ["/a/ -> /b/", "/b/ -> /a/"]])
def test_an_endless_chain_of_redirects_is_reported(lines: list[str]) -> None:
    record, _ = published.parse("\n".join(lines) + "\n")
    found, problems = redirects_module.resolve(record, [], {})
    assert (found, len(problems)) == ({}, len(lines))
