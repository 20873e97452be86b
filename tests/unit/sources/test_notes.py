from __future__ import annotations

import datetime as dt

import pytest
from plain_paper import plain_paper

from generator.archive import references
from generator.model import Note, Paper, Permalink, Severity, SourceFile, Text
from generator.sources import notes, schemas
from generator.text import identifiers, note_template


def paper(slug: str, title: str, *keys: str, former: tuple[str, ...] = ()) -> Paper:
    return plain_paper(slug, keys=keys, title=Text(title, title), former_slugs=former)


def note(reference: str, path: str = "content/notes/a.md", day: int = 1) -> Note:
    return Note(path, reference, "Ann", dt.date(2026, 4, day), "<p>x</p>")


def traces() -> Paper:
    return paper(
        "on-traces", "On Traces", "arxiv:2401.10000", "doi:10.1000/x", "title:ontraces", former=("old-traces",)
    )


def front_matter(extra: str = "", body: str = "Text.") -> SourceFile:
    text = f"---\npaper: 2401.10000\nauthor: Ann\ndate: 2026-04-20\n{extra}---\n{body}"
    return SourceFile("content/notes/a.md", text)


def test_a_note_is_read_with_its_body_as_html() -> None:
    found, problems = notes.read_note(front_matter("tags: [search]\nlinks: [https://a.org]\n", "# Why\n\nIt *works*."))
    assert problems == []
    assert found is not None
    assert (found.paper, found.author, found.tags, found.links) == (
        "2401.10000",
        "Ann",
        ("search",),
        ("https://a.org",),
    )
    assert found.body == "<h3>Why</h3><p>It <em>works</em>.</p>"


def test_a_formula_that_cannot_be_set_is_reported_and_the_note_kept() -> None:
    found, [problem] = notes.read_note(front_matter(body="One $x$ and\n\ntwo $\\frac{$, so.\n"))
    assert found is not None
    assert (problem.line, problem.column, problem.is_error) == (8, 5, False)
    assert problem.message == r"the formula '$\frac{$' cannot be rendered and is shown as written"


@pytest.mark.parametrize("text", ["no front matter", "", " ---\na: b\n---\n"])
def test_a_note_without_front_matter_gets_a_hint_what_to_write(text: str) -> None:
    found, [problem] = notes.read_note(SourceFile("a.md", text))
    assert found is None
    assert "paper, author, date" in problem.hint


def test_front_matter_that_is_not_closed_is_reported() -> None:
    found, [problem] = notes.read_note(SourceFile("a.md", "---\npaper: x\n"))
    assert found is None
    assert problem.message == "the front matter is not closed"


@pytest.mark.parametrize(
    "body", ["", *(note_template.new_note_text("a", title).split("---\n")[2] for title in ("", "A"))]
)
def test_a_note_that_says_nothing_yet_is_warned_of(body: str) -> None:
    found, [problem] = notes.read_note(front_matter(body=body))
    assert found is None
    assert problem.message == "the note has no text yet and is left out"
    assert problem.severity is Severity.WARNING


def test_problems_of_front_matter_have_the_lines_of_the_file() -> None:
    _, problems = notes.read_note(front_matter("tagz: [a]\nlinks: ['javascript:alert(1)']\n"))
    assert [problem.line for problem in problems] == [5, 6]


@pytest.mark.parametrize("key", ["template: evil.html", "hide: [navigation]", "search: {exclude: true}", "hooks: x.py"])
def test_mkdocs_own_front_matter_is_refused(key: str) -> None:
    _, [problem] = notes.read_note(front_matter(f"{key}\n"))
    assert problem.is_error
    assert problem.message.startswith("unknown key")


def test_a_body_longer_than_allowed_is_reported() -> None:
    found, [problem] = notes.read_note(front_matter(body="a" * (schemas.MAX_BODY + 1)))
    assert found is None
    assert problem.message == "is longer than 20,000 characters"


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://a.org/x.png)",
        "<img src=x onerror=alert(1)>",
        "<iframe src=//evil></iframe>",
    ],
)
def test_a_hostile_body_is_harmless(body: str) -> None:
    found, _ = notes.read_note(front_matter(body=body))
    assert found is not None
    assert not any(bad in found.body for bad in ("<script", "javascript:", "<img", "<iframe"))


@pytest.mark.parametrize(
    "reference",
    [
        "2401.10000",
        "arXiv:2401.10000v2",
        "https://arxiv.org/abs/2401.10000",
        "10.1000/X",
        "On Traces",
        "ON TRACES!",
        "on-traces",
        "https://a.github.io/b/papers/on-traces/",
        "old-traces",
    ],
)
def test_a_note_finds_its_paper_by_every_name(reference: str) -> None:
    [attached], problems = references.attach([traces()], [note(reference)])
    assert problems == []
    assert len(attached.notes) == 1


@pytest.mark.parametrize(("slug", "title"), [("gaia", "GAIA: a benchmark"), ("mutransfer", "μTransfer")])
def test_a_note_finds_its_paper_by_an_address_of_one_word(slug: str, title: str) -> None:
    """Forms write addresses, and one of a single word looks like a title, which may be another by now."""
    record = [Permalink(slug, frozenset({"arxiv:2311.12983", f"title:{slug}"}))]
    known = paper(slug, title, "arxiv:2311.12983", f"title:{identifiers.title_key(title)}")
    [attached], problems = references.attach([known], [note(slug)], record)
    assert (len(attached.notes), problems) == (1, [])


def test_a_note_finds_its_paper_by_a_title_that_was_corrected() -> None:
    record = [Permalink("on-traces", frozenset({"arxiv:2401.10000", "title:ontracks"}))]
    [attached], problems = references.attach([traces()], [note("On Tracks")], record)
    assert (len(attached.notes), problems) == (1, [])


def test_a_note_on_a_paper_that_is_lost_is_no_problem_of_its_own() -> None:
    record = [Permalink("lost", frozenset({"arxiv:2401.99999"}))]
    for reference in ("2401.99999", "lost"):
        assert references.attach([traces()], [note(reference)], record) == ((traces(),), [])


def test_a_note_on_an_unknown_paper_is_reported() -> None:
    papers, [problem] = references.attach([traces()], [note("2401.99999")])
    assert papers == (traces(),)
    assert (problem.path, "2401.99999" in problem.message) == ("content/notes/a.md", True)


def test_many_notes_on_one_paper_run_oldest_first() -> None:
    written = [note("on-traces", "c.md", day=2), note("2401.10000", "b.md", day=1), note("On Traces", "a.md", day=2)]
    [attached], _ = references.attach([traces()], written)
    assert [each.path for each in attached.notes] == ["b.md", "a.md", "c.md"]


def test_search_prefers_the_paper_that_is_named() -> None:
    other = paper("more-on-traces", "More on Traces", "title:moreontraces")
    assert references.search([traces(), other], "2401.10000") == [traces()]
    assert references.search([traces(), other], "on traces") == [traces()]


def test_search_finds_titles_with_all_words() -> None:
    other = paper("more-on-traces", "More on Traces", "title:moreontraces")
    assert references.search([traces(), other], "traces more") == [other]
    assert references.search([traces(), other], "trace") == [traces(), other]
    assert references.search([traces(), other], "absent") == []


def test_a_body_full_of_brackets_is_refused_before_markdown_sees_it() -> None:
    for body, fault in (("[" * 501, "too many opening brackets"), (f"{'[' * 200}{'x' * 15_000}", "brackets that take")):
        found, [problem] = notes.read_note(front_matter(body=body))
        assert found is None
        assert fault in problem.message


def test_a_reference_cannot_make_a_page_of_megabytes() -> None:
    found, [problem] = notes.read_note(front_matter(body=f"[a]: /{'x' * 15_000}\n\n{'[a] ' * 400}"))
    assert found is None
    assert problem.message == "becomes more than 500,000 characters of HTML"


def test_a_note_that_lacks_its_paper_and_author_has_all_its_other_problems_found() -> None:
    text = "---\nauthor:\ndate: soon\ntags: [nope]\n---\n\nSee [it](/papers/nowhere/).\n"
    note, problems = notes.read_note(SourceFile("content/notes/x.md", text))
    assert note
    assert (note.paper, note.tags, [link.target for link in note.mentions]) == ("", ("nope",), ["/papers/nowhere/"])
    assert sorted(problem.message.partition(" ")[0] for problem in problems) == ["'author'", "'date'", "'paper'"]
    assert references.attach([traces()], [note]) == ((traces(),), [])
    assert references.unattached([traces()], [note]) == (note,)
