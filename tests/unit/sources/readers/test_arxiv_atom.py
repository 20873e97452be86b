import datetime as dt
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate
from generator.model import Entry, Problem, SourceFile
from generator.sources.readers import arxiv_atom, feed
from generator.sources.readers.reader import Reading

SAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?search_query%3Dkites" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=kites</title>
  <id>http://arxiv.org/api/abcDEF123</id>
  <updated>2024-06-03T00:00:00-04:00</updated>
  <entry>
    <id>http://arxiv.org/abs/2401.12345v2</id>
    <updated>2024-02-01T10:00:00Z</updated>
    <published>2024-01-22T18:59:59Z</published>
    <title>Steering Large Kites
  in $n&lt;m$ Winds</title>
    <summary>  We fly kites, and a&lt;b and c&gt;d
hold in all of them.
  A second paragraph says
why.
</summary>
    <author>
      <name>Jane Doe</name>
      <arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">Kite School</arxiv:affiliation>
    </author>
    <author><name>Jan van der Meer</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/KITES.1 10.1000/kites.2</arxiv:doi>
    <link title="doi" href="http://dx.doi.org/10.1000/other" rel="related"/>
    <link href="http://arxiv.org/abs/2401.12345v2" rel="alternate" type="text/html"/>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
  <!-- <entry> in a comment is none -->
  <entry>
    <id>http://arxiv.org/abs/hep-th/9901001v1</id>
    <title>Old Strings</title>
    <summary/>
    <link title="doi" href="http://dx.doi.org/10.1000/strings" rel="related"/>
  </entry>
  <entry>
    <id>http://arxiv.org/abs/2401.99999v1</id>
    <title> </title>
  </entry>
</feed>
"""

ERROR = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <entry>
    <id>http://arxiv.org/api/errors#incorrect_id_format_for_kites</id>
    <title>Error</title>
    <summary>incorrect id format for kites</summary>
  </entry>
</feed>
"""

ANNOUNCEMENTS = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>http://rss.arxiv.org/atom/cs.CL</id>
  <entry><id>oai:arXiv.org:2401.12345v1</id><title>A</title><link href="https://arxiv.org/abs/2401.12345"/></entry>
</feed>
"""

NO_DTD = "a DTD (<!DOCTYPE …>) is not accepted"


def read(text: str) -> Reading:
    return arxiv_atom.read(SourceFile("answer.xml", text))


def test_sample() -> None:
    assert read(SAMPLE) == Reading(
        entries=(
            Entry(
                title="Steering Large Kites in $n<m$ Winds",
                abstract="We fly kites, and a<b and c>d hold in all of them.\n\nA second paragraph says why.",
                authors=("Jane Doe", "Jan van der Meer"),
                published=PartialDate(2024, 1, 22),
                arxiv="2401.12345",
                doi="10.1000/kites.1",
                type=EntryType.PREPRINT,
            ),
            Entry(title="Old Strings", arxiv="hep-th/9901001", doi="10.1000/strings", type=EntryType.PREPRINT),
        ),
        rejected=1,
        problems=(
            Problem(
                "answer.xml",
                35,
                1,
                "entry 3 has no title",
                "fix the entry or leave it out; the others are used",
            ),
        ),
        date=dt.date(2024, 6, 3),
        source="arxiv",
    )


def test_an_error_is_reported_and_is_no_entry() -> None:
    reading = read(ERROR)
    assert (reading.entries, reading.rejected) == ((), 1)
    (problem,) = reading.problems
    assert problem.message == "arXiv answered with an error: incorrect id format for kites"
    assert (problem.line, problem.is_error, problem.hint) == (3, True, "correct the query and ask arXiv again")


@pytest.mark.parametrize(
    ("text", "is_answer"),
    [
        (SAMPLE, True),
        (ERROR, True),
        ("\ufeff<!-- saved -->\n" + ERROR.partition("?>")[2].strip(), True),
        (SAMPLE.replace("http://arxiv.org/api", "https://arxiv.org/api"), True),
        (SAMPLE[:400], True),
        (ANNOUNCEMENTS, False),
        ("<rss><id>http://arxiv.org/abs/1</id></rss>", False),
        ("<feed><id>http://example.org/api/1</id></feed>", False),
        ("<!-- never closed <feed><id>http://arxiv.org/abs/1</id>", False),
        ("<id>http://arxiv.org/abs/1</id>", False),
        ("papers: <feed>", False),
        ("", False),
    ],
)
def test_recognises(text: str, is_answer: bool) -> None:
    assert arxiv_atom.recognises(text) is is_answer
    assert not (is_answer and feed.recognises(text))


def test_an_answer_without_papers() -> None:
    text = '<feed xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id></feed>'
    assert read(text) == Reading(source="arxiv")


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("<feed>\n <a></b>\n</feed>", 2, 7, "not valid XML: mismatched tag"),
        ("", 1, 1, "not valid XML: no element found"),
        ("<feed>\n\ud83d</feed>", 2, 1, "not valid XML: holds half of a surrogate pair"),
        ("\n<!DOCTYPE feed>\n<feed/>", 2, 1, NO_DTD),
        ('<!DOCTYPE f [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>\n<feed>&b;</feed>', 1, 1, NO_DTD),
        ('<!DOCTYPE f [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<feed>&a;</feed>', 1, 1, NO_DTD),
    ],
)
def test_unusable_xml_is_one_located_problem(text: str, line: int, column: int, message: str) -> None:
    reading = read(text)
    (problem,) = reading.problems
    assert (problem.line, problem.column, problem.message) == (line, column, message)
    assert problem.hint
    assert reading.entries == ()


@pytest.mark.parametrize("cut", [200, 700, len(SAMPLE) - 3])
def test_a_truncated_answer_is_a_problem(cut: int) -> None:
    (problem,) = read(SAMPLE[:cut]).problems
    assert problem.line == SAMPLE.count("\n", 0, cut) + 1 or "unclosed" in problem.message


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("<arxiv:comment>This article has been withdrawn by all of its authors</arxiv:comment>",
         {"withdrawn": True, "remark": "This article has been withdrawn by all of its authors"}),
        ("<arxiv:comment>Withdrawn due to an error in Lemma 2</arxiv:comment>", {"withdrawn": True}),
        ("<arxiv:comment>On withdrawn books</arxiv:comment>", {"withdrawn": False}),
        ("<arxiv:comment>Withdrawn from a library: 12 books</arxiv:comment>", {"withdrawn": False}),
        ("<arxiv:comment>Withdrawn; superseded by arXiv:2402.00001v2.</arxiv:comment>",
         {"withdrawn": True, "superseded_by": "2402.00001"}),
        ("<summary>This paper has been withdrawn by the author.</summary>", {"withdrawn": True}),
        ("<arxiv:comment>12 pages, 3 figures</arxiv:comment>", {"remark": "12 pages, 3 figures"}),
        ("<arxiv:journal_ref>Kite Rev. D 76, 013009 (2007)</arxiv:journal_ref>",
         {"venue": "Kite Rev. D", "volume": "76", "pages": "013009"}),
        ("<arxiv:journal_ref>Proceedings of Kites, Day One</arxiv:journal_ref>",
         {"venue": "Proceedings of Kites, Day One"}),
        ("<author><name>Lamp Collaboration</name></author><author><name>:</name></author>",
         {"authors": ("Lamp Collaboration",)}),
    ],
)  # fmt: skip
def test_all_facts_that_arxiv_has_of_a_paper_are_kept(fields: str, expected: dict[str, object]) -> None:
    text = (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:arxiv='http://arxiv.org/schemas/atom'>"
        f"<entry><id>http://arxiv.org/abs/2401.12345v1</id><title>T</title>{fields}</entry></feed>"
    )
    (entry,) = read(text).entries
    assert {name: getattr(entry, name) for name in expected} == expected


def test_deep_nesting_is_read() -> None:
    assert read("<feed>" + "<a>" * 100_000 + "</a>" * 100_000 + "</feed>").problems == ()


@given(st.text() | st.text(st.sampled_from("<>/!?-[]'\"feditry= \n"), max_size=80))
@example("<?" * 3)
@example("\x00<feed>")
def test_any_text_gives_a_reading(text: str) -> None:
    arxiv_atom.recognises(text)
    assert len(read(text).problems) <= 1


@given(st.integers(0, len(SAMPLE)), st.integers(0, 40), st.text(max_size=4))
def test_any_damage_gives_a_reading(at: int, cut: int, put: str) -> None:
    damaged = SAMPLE[:at] + put + SAMPLE[at + cut :]
    arxiv_atom.recognises(damaged)
    read(damaged)


@pytest.mark.parametrize(
    "unit", ["<?", "<!--", "<!-- -->", "<!DOCTYPE a [", "<?a?>", "<", " ", "<id>  ", "<!DOCTYPE [] "]
)
def test_time_is_proportional_to_size(unit: str) -> None:
    """Quadratic time would be a minute and more."""
    began = time.process_time()
    arxiv_atom.recognises(unit * 50_000)
    arxiv_atom.recognises("<feed>" + unit * 50_000)
    read(f"<feed>{unit * 50_000}</feed>")
    assert time.process_time() - began < 20
