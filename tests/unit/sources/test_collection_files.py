from __future__ import annotations

import datetime as dt

from plain_paper import plain_paper

from generator.archive.collections import look_up
from generator.model import Collection, Permalink, Problem, ReadingStatus, SourceFile
from generator.sources.collections import read_collection

HEAD = "title: Kites\nauthor: Ann\ndate: 2026-04-20\n"


def read(front: str, body: str = "", name: str = "kites") -> tuple[Collection | None, list[str]]:
    file = SourceFile(f"content/collections/{name}.md", f"---\n{front}---\n{body}")
    collection, problems = read_collection(file)
    return collection, list(map(located, problems))


def located(problem: Problem) -> str:
    return f"{problem.line}:{problem.column}: {problem.message}"


def test_a_collection_has_papers_with_remarks_sections_and_meetings() -> None:
    first = "- paper: a\n  remark: Read *this*.\n  section: First\n  status: next\n  meeting: 2026-05-01\n"
    papers = f"papers:\n{first}- paper: b\n"
    collection, problems = read(HEAD + papers, "For [all](/tags/kites/).\n\n## Then\n[More](/x/).\n")
    assert problems == []
    assert collection
    assert (collection.slug, collection.title, collection.date) == ("kites", "Kites", dt.date(2026, 4, 20))
    assert collection.introduction == '<p>For <a href="../../tags/kites/">all</a>.</p>'
    assert collection.conclusion == '<h3>Then</h3><p><a href="../../x/">More</a>.</p>'
    one, other = collection.papers
    assert (one.remark, one.section, one.meeting) == ("<p>Read <em>this</em>.</p>", "First", dt.date(2026, 5, 1))
    assert (one.status, other.status, other.remark) == (ReadingStatus.NEXT, None, "")
    assert [(link.line, link.target) for link in collection.mentions] == [(13, "/tags/kites/"), (16, "/x/")]


def test_what_people_write_becomes_safe_html() -> None:
    remark = '"<script>alert(1)</script> [x](javascript:alert(2)) ![y](https://a.org/y.png)"'
    collection, _ = read(f"{HEAD}papers: [{{paper: a, remark: {remark}}}]\n", "<img src=x onerror=alert(3)>\n")
    assert collection
    for text in (collection.introduction, collection.papers[0].remark):
        assert "<script" not in text
        assert "<img" not in text
        assert 'href="javascript' not in text


def test_all_problems_of_a_file_are_reported_at_once() -> None:
    papers = "papers:\n- paper: a\n  status: later\n- remark: x\n- paper: b\n  meeting: soon\n"
    assert read(f"title: ''\nauthor: Ann\ndate: 2026-04-20\n{papers}")[1] == [
        "2:8: 'title' is empty",
        "7:11: 'papers[1].status' ('later') is none of 'next', 'reading' or 'read'",
        "8:3: 'papers[2].paper' is missing",
        "10:12: 'papers[3].meeting' ('soon') is not a date written as YYYY-MM-DD",
    ]
    assert read(f"{HEAD}papers: []\n")[1] == ["5:9: 'papers' is empty"]
    assert read("", name="../kites")[1][0] == "1:1: '../kites' cannot be the address of a collection"
    assert read(f"{HEAD}papers: [{{paper: a}}]\n", name="index")[1] == [
        "1:1: 'index' cannot be the address of a collection"
    ]


def test_the_hint_for_an_unknown_key_of_a_paper_names_those_of_papers() -> None:
    text = f"---\n{HEAD}papers:\n- paper: a\n  remrk: x\n---\n"
    [problem] = read_collection(SourceFile("content/collections/kites.md", text))[1]
    assert (located(problem), problem.hint) == ("7:3: unknown key 'remrk'", "did you mean 'remark'?")


def test_remarks_have_the_limits_of_notes() -> None:
    assert read(f'{HEAD}papers: [{{paper: a, remark: "{"[" * 501}"}}]\n')[1] == [
        "5:29: has too many opening brackets, which take Python-Markdown minutes to read"
    ]
    remarks = "".join(f"- paper: p{number}\n  remark: '{'[' * 200}'\n" for number in range(299))
    assert read(f"{HEAD}papers:\n{remarks}")[1] == [
        "19:11: has too many opening brackets, which take Python-Markdown minutes to read"
    ]
    remarks = "".join(f"- paper: p{number}\n  remark: {'x' * 16_000}\n" for number in range(4))
    assert read(f"{HEAD}papers:\n{remarks}")[1] == ["6:1: the remarks have more than 60,000 characters"]


def test_papers_are_looked_up_by_every_reference_that_a_note_may_use() -> None:
    names = ("'2401.10000'", "A Kite", "on-kite", "'arXiv:2401.10000'", "gone-for-good")
    collection, _ = read(f"{HEAD}papers: [{', '.join(f'{{paper: {name}}}' for name in names)}]\n")
    assert collection
    archive = [
        plain_paper("one", keys=("arxiv:2401.10000",)),
        plain_paper("two", keys=("title:akite",)),
        plain_paper("on-kites"),
    ]

    [known], problems = look_up([collection], archive, [Permalink("gone-for-good", frozenset({"title:gone"}))])

    assert [paper.slug for paper in known.papers] == ["one", "two"]
    assert [(located(problem), problem.hint) for problem in problems] == [
        ("5:58: 'papers[3].paper' ('on-kite') is no paper of this archive", "did you mean 'on-kites'?"),
        ("5:76: 'papers[4].paper' is in the collection already", "keep it in one place"),
    ]


def test_a_collection_without_papers_of_the_archive_is_left_out() -> None:
    collection, _ = read(f"{HEAD}papers: [{{paper: nothing-known}}]\n")
    assert collection
    assert look_up([collection], [])[0] == ()
