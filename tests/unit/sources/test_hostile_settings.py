"""Settings and records that would stop or exhaust a program: each is a problem at its line."""

from __future__ import annotations

import time

import pytest

from generator.model import SourceFile
from generator.pages import redirects
from generator.sources import page_files, published, settings, trusted_yaml
from generator.text import web


def mkdocs(text: str) -> trusted_yaml.Document:
    return trusted_yaml.parse(SourceFile("mkdocs.yml", text), {})


@pytest.mark.parametrize(
    "address", ["https://[e/", "https://a.b:99999/", "https://a.b:x/", "https://", "https:///a", "https://[::1/x"]
)
def test_an_address_that_cannot_be_taken_apart_is_none(address: str) -> None:
    assert not web.is_address(address)
    read, problems = settings.read_settings(mkdocs(f"site_name: A\nsite_url: '{address}'\n"), None)
    assert read is None
    assert [(problem.path, problem.line) for problem in problems] == [("mkdocs.yml", 2)]


def test_a_nul_is_refused_at_its_place() -> None:
    problems = mkdocs('site_name: A\nextra:\n  a: ["b", "c\\0d"]\n').problems
    assert [(one.line, one.column, one.message) for one in problems] == [(3, 12, "holds a NUL character")]


MERGES = "\n".join(["l0: &l0 {a: b, c: d}", *(f"l{n}: &l{n} {{<<: [{f'*l{n - 1}, ' * 10}]}}" for n in range(1, 12))])
ALIASES = "\n".join(["l0: &l0 [a]", *(f"l{n}: &l{n} [{f'*l{n - 1}, ' * 10}]" for n in range(1, 12))])


@pytest.mark.parametrize(
    "text", [MERGES, ALIASES, "[" * 10_000 + "]" * 10_000, "- " * 10_000, "&a [*a]", "a: &a {<<: *a}"]
)
def test_nesting_and_aliases_end(text: str) -> None:
    began = time.process_time()
    document = mkdocs(text)
    assert time.process_time() - began < 20
    assert document.problems or document.value == {"a": {}}


@pytest.mark.parametrize("value", ["2026-13-01", "2026-02-30 10:00:00"])
def test_front_matter_that_mkdocs_would_ignore_is_reported(value: str) -> None:
    _, problems = page_files.read_page(SourceFile("content/pages/a.md", f"---\ntitle: A\nupdated: {value}\n---\n# A\n"))
    assert [problem.message.partition(" (")[0] for problem in problems] == ["MkDocs cannot read the front matter"]


@pytest.mark.parametrize("number", ["9" * 5000, f"0x{'f' * 5000}"])
def test_a_number_that_python_does_not_write_is_reported_at_its_place(number: str) -> None:
    problems = mkdocs(f"site_name: A\nextra:\n  a: {number}\n").problems
    assert [(one.line, one.column, one.message) for one in problems] == [(3, 6, "is a number of thousands of digits")]


def test_a_page_too_deep_to_be_an_address_is_reported() -> None:
    page, problems = page_files.read_page(SourceFile(f"content/pages/{'a/' * 40}b.md", "# A\n"))
    assert page is None
    assert "folders deep" in problems[0].message


@pytest.mark.parametrize(
    "line",
    ["/" + "a/" * 1000, "/" + "a/" * 1000 + " -> /tags/", "/tags/a/ -> /" + "b/" * 40, "/" + "a" * 300, "/" * 9000],
)
def test_an_address_that_is_no_path_is_reported_at_its_line(line: str) -> None:
    addresses, problems = published.parse(f"/tags/\n{line}\n")
    assert [one.address for one in addresses] == ["/tags/"]
    assert [(problem.line, len(problem.message) < 100) for problem in problems] == [(2, True)]


@pytest.mark.parametrize(
    "line", ["/x{}/ -> /x{}/a/", "/x{0}/ -> /x{1}/", "/x{0}/ -> /x{0}/a/a/a/a/a/a/a/a/", "/digests/{}/papers.bib"]
)
def test_the_work_for_redirects_grows_with_their_number(line: str, count_calls) -> None:
    def work(number: int) -> int:
        record = "".join(line.format(one, one + 1) + "\n" for one in range(number))
        addresses, _ = published.parse(record)
        return count_calls(lambda: redirects.resolve(addresses, ["tags/index.md"], {}))

    assert work(400) < 2.2 * work(200)
