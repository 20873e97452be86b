import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate
from generator.model import Entry, Severity, SourceFile
from generator.sources.readers import bibtex
from generator.sources.readers.reader import Reading

SAMPLE = r"""% A list that somebody keeps
@string{kites = "Proceedings of the Kite Workshop"}
@preamble{"\newcommand{\noop}[1]{}"}

@inproceedings{doe2024kites,
  title     = {{KITE}: Steering {Large Kites} by {G{\"o}del} Numbers},
  author    = {Doe, Jane and van der Berg, Jan and {The Kite Team} and others},
  booktitle = kites # ", 2024",
  abstract  = {We fly kites.
               They fly well in 5\% of all winds.

               A second paragraph says {WHY}.},
  date      = {2024-05-03},
  doi       = {10.1000/KITES\_1},
  url       = {https://example.org/kites?a=1\&b=2},
  keywords  = {kites, wind; strings of {G}{\"o}del},
}

@comment{jabref-meta: nothing}

@article{roe2023,
  title = "On Strings",
  author = "Roe, Jr., Richard",
  journal = {arXiv preprint arXiv:2301.00042v2},
  year = 2023
}
"""


def read(text: str) -> Reading:
    return bibtex.read(SourceFile("kites.bib", text))


def only(fields: str) -> Entry:
    """The entry with a title and these fields."""
    reading = read("@misc{key, title = {A Title},\n" + fields + "}")
    assert reading.problems == ()
    (entry,) = reading.entries
    return entry


def title(tex: str) -> str:
    (entry,) = read(f"@misc{{key, title = {tex}}}").entries
    return entry.title


def test_sample() -> None:
    assert read(SAMPLE) == Reading(
        entries=(
            Entry(
                title=r"KITE: Steering Large Kites by G{\"o}del Numbers",
                abstract="We fly kites. They fly well in 5\\% of all winds.\n\nA second paragraph says WHY.",
                authors=("Doe, Jane", "van der Berg, Jan", "The Kite Team"),
                et_al=True,
                published=PartialDate(2024, 5, 3),
                doi="10.1000/kites_1",
                url="https://example.org/kites?a=1&b=2",
                keywords=("kites, wind", r"strings of G{\"o}del"),
                type=EntryType.INPROCEEDINGS,
                venue="Proceedings of the Kite Workshop, 2024",
            ),
            Entry(
                title="On Strings",
                authors=("Roe, Jr., Richard",),
                published=PartialDate(2023),
                arxiv="2301.00042",
                type=EntryType.PREPRINT,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "is_bibtex"),
    [
        (SAMPLE, True),
        ("\ufeff\n  @misc{a, title={B}}", True),
        ("Some words first.\n@Article (a, title={B})", True),
        ("@my-type{a, title={B}}", True),
        ("@x:y\n{a, title={B}}", True),
        ("write to me@example.org {soon}", False),
        ("@jane said so", False),
        ("", False),
    ],
)
def test_recognises(text: str, is_bibtex: bool) -> None:
    assert bibtex.recognises(text) is is_bibtex


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{{Whole Title}}", "Whole Title"),
        ('"{A} quoted {{B}ook}"', "A quoted Book"),
        (r"{M{\"u}ller and {\'E}mile}", r"M{\"u}ller and {\'E}mile"),
        (r"{{T\"{U}LU}}", r"T\"{U}LU"),
        (r"{\emph{Very} {Deep} \textbf{L}azy}", r"\emph{Very} Deep \textbf{L}azy"),
        (r"{{\it Slow} {F}ood}", r"{\it Slow} Food"),
        (r"{\href{https://a.org}{A {B}} C}", r"\href{https://a.org}{A B} C"),
        (r"{{$k^{2}$}-Means in $\mathcal{O}(n^{2})$}", r"$k^{2}$-Means in $\mathcal{O}(n^{2})$"),
        (r"{From \$5 to {US}\$10}", r"From \$5 to US\$10"),
        (r"{A \& {B} \{set\}}", r"A \& B \{set\}"),
        ("{Hard\n  wrapped}", "Hard wrapped"),
        ("2001", "2001"),
        ('"On " # {the } # "Move"', "On the Move"),
    ],
)
def test_titles_lose_only_protective_braces(written: str, meant: str) -> None:
    assert title(written) == meant


def test_macros_are_made_of_earlier_macros() -> None:
    text = '@string{a = "Kite"}\n@STRING(B = a # " Day")\n@misc{k, title = b # { 1}}'
    assert [entry.title for entry in read(text).entries] == ["Kite Day 1"]


def test_macros_cannot_multiply() -> None:
    doubling = "".join(f"@string{{a{i} = a{i - 1} # a{i - 1}}}\n" for i in range(1, 60))
    reading = read(
        '@string{a0 = "0123456789"}\n' + doubling + "@misc{k, title = {A}, abstract = " + "a59 # " * 99 + "a59}"
    )
    assert [problem.message for problem in reading.problems] == [
        "entry 'k' has an abstract of 21,000 characters; the limit is 20,000"
    ]


@pytest.mark.parametrize(
    ("names", "people"),
    [
        ("Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("Doe, Jane AND others", ["Doe, Jane"]),
        ("de la Cruz, Ana Mar{\\'i}a", ["de la Cruz, Ana Mar{\\'i}a"]),
        ("Ludwig van Beethoven", ["Ludwig van Beethoven"]),
        ("{Barnes and Noble, Inc.}", ["Barnes and Noble, Inc."]),
        ("{The Kite Team} and Ada {Van Kite}", ["The Kite Team", "Van Kite, Ada"]),
        ("{van Kite}, Ada", ["{van Kite}, {Ada}"]),
        ("King, Jr., Martin and King, Martin", ["King, Jr., Martin", "King, Martin"]),
        ("Alpha Y, Beta A, van der Berg SB", ["Alpha, Y.", "Beta, A.", "van der Berg, S. B."]),
        ("Alpha, Yoshua; Beta, A. C.; Jane Doe", ["Alpha, Yoshua", "Beta, A. C.", "Jane Doe"]),
        ("Alpha, Y., Beta, A. C., Gamma, D.", ["Alpha, Y.", "Beta, A. C.", "Gamma, D."]),
        (
            r"Low, Bea and \v{Z}ivna, M and \L ucja Wrona and{\O}degaard, T",
            ["Low, Bea", r"\v{Z}ivna, M", r"\L ucja Wrona", r"{\O}degaard, T"],
        ),
        (
            "family=Wal, given=Femke, prefix=van der, useprefix=true and given={Bo}, family=Li",
            ["van der Wal, Femke", "Li, Bo"],
        ),
        ("Plato", ["Plato"]),
        ("Jane Doe, John Roe, Ann Poe, Jan Low", ["Jane Doe", "John Roe", "Ann Poe", "Jan Low"]),
        ("Doe,\n   Jane\n   and  Roe~Poe, J.", ["Doe, Jane", "Roe Poe, J."]),
        ("", []),
        (r"Doe, J and Doe, J and and Roe, R and", ["Doe, J", "Doe, J", "Roe, R"]),
        (r"N{\'u}{\~n}ez, J.", [r"N{\'u}{\~n}ez, J."]),
        (r"Hill, Ada and \L ukasz Dale and \'Etienne, P", ["Hill, Ada", r"\L ukasz Dale", r"\'Etienne, P"]),
        ("Van Dam, Joost and Solano Vega, Inés", ["Van Dam, Joost", "Solano Vega, Inés"]),
        (r"Jane Doe$^{1,2}$, John Roe$^*$ and Ann Poe\textsuperscript{3}", ["Jane Doe", "John Roe", "Ann Poe"]),
        (r"Jane Doe \& John Roe", ["Jane Doe", "John Roe"]),
        (r"Hill \& Sons", [r"Hill \& Sons"]),
        ("佐藤, 花子 and {Hill and Dale, Inc.}", ["佐藤, 花子", "Hill and Dale, Inc."]),
    ],
)
def test_authors(names: str, people: list[str]) -> None:
    assert list(only(f"author = {{{names}}}").authors) == people


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("year = 2024", PartialDate(2024)),
        ("year = {2024--2025}", PartialDate(2024)),
        ("year = 2024, month = may", PartialDate(2024, 5)),
        ("year = 2024, month = may, day = 3", PartialDate(2024, 5, 3)),
        ("year = {{2024}}, month = {{05}}, day = {03}", PartialDate(2024, 5, 3)),
        ('year = 2024, month = jun # "~3"', PartialDate(2024, 6, 3)),
        ("year = {2024}, month = {3 June}", PartialDate(2024, 6, 3)),
        ("year = {2024}, month = {June 3--5}", PartialDate(2024, 6)),
        ("year = {2024}, month = feb, day = 30", PartialDate(2024, 2)),
        ("year = {2024}, month = {13}", PartialDate(2024)),
        ("year = {in press}, month = feb, day = 3", None),
        ("date = {2024-05}", PartialDate(2024, 5)),
        ("date = {2024-13}", PartialDate(2024)),
        ("date = {2024-05-03T10:00:00}", PartialDate(2024, 5, 3)),
        ("date = {2024-05-03/2024-05-07}", PartialDate(2024, 5, 3)),
        ("date = {2024~}", PartialDate(2024)),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(fields: str, published: PartialDate | None) -> None:
    assert only(fields).published == published


@pytest.mark.parametrize(
    ("fields", "arxiv"),
    [
        ("eprint = {2401.12345v3}, archivePrefix = {arXiv}", "2401.12345"),
        ("eprint = {hep-th/9901001}, eprinttype = {arxiv}", "hep-th/9901001"),
        ("eprint = {arXiv:2401.12345}", "2401.12345"),
        ("eprint = {2401.12345}, archivePrefix = {other}", ""),
        ("eprint = {38012345}, eprinttype = {pubmed}", ""),
        ("url = {http://arxiv.org/abs/2401.12345}", "2401.12345"),
        (r"howpublished = {\url{https://arxiv.org/pdf/2401.12345v1.pdf}}", "2401.12345"),
        ("doi = {10.48550/arXiv.2401.12345}", "2401.12345"),
        ("journal = {arXiv preprint arXiv:2401.12345}", "2401.12345"),
        ("journal = {CoRR}, volume = {abs/2401.12345}", "2401.12345"),
        ("note = {arXiv:2401.12345 [cs.CL]}", "2401.12345"),
        ("note = {A comment on arXiv:2401.12345}", ""),
        ("arxivId = {hep-th/9901009}", "hep-th/9901009"),
        ("number = {arXiv:2401.12345}", "2401.12345"),
        ("addendum = {arXiv: 2401.12345}", "2401.12345"),
        ("url = {https://www.semanticscholar.org/arxiv/2401.12345}", "2401.12345"),
        ("url = {https://www.alphaxiv.org/abs/2401.12345v2}", "2401.12345"),
        ("url = {arxiv.org/abs/2401.12345}", "2401.12345"),
    ],
)
def test_arxiv_id_wherever_it_is_written(fields: str, arxiv: str) -> None:
    assert only(fields).arxiv == arxiv


@pytest.mark.parametrize(
    ("fields", "url", "doi"),
    [
        (r"howpublished = {\url{https://example.org/a\_b}}", "https://example.org/a_b", ""),
        ("url = {https://doi.org/10.1000/ABC}", "https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("doi = {https://dx.doi.org/10.1000/x}", "", "10.1000/x"),
        ("url = {HTTPS://DOI.ORG/10.1000/ABC}", "", "10.1000/abc"),
        ("url = {javascript:alert(1)}, doi = {none}", "", ""),
        ("url = {www.example.org/x}", "https://www.example.org/x", ""),
        (r"note = {See \href{https://example.org/x}{this page}.}", "https://example.org/x", ""),
        ("doi = {10.1000/a{\\_}b.}", "", "10.1000/a_b"),
        (
            r"doi = {10.1000/1(2000)1:1\textless{}9::AID-X9\textgreater{}3.0.CO;2-C}",
            "",
            "10.1000/1(2000)1:1<9::aid-x9>3.0.co;2-c",
        ),
        ("doi = {10.1000/1:1$<$9::AID-X9$>$3.0}", "", "10.1000/1:1<9::aid-x9>3.0"),
    ],
)
def test_addresses(fields: str, url: str, doi: str) -> None:
    entry = only(fields)
    assert (entry.url, entry.doi) == (url, doi)


def test_field_names_in_any_case_and_keywords_by_comma() -> None:
    (entry,) = read("@MISC{k, TITLE = {A}, Keywords = {one, {Two}, one}}").entries
    assert entry.keywords == ("one", "Two")


def test_all_mistakes_are_reported_with_their_lines_and_good_entries_are_used() -> None:
    text = """@misc{good, title = {Good}}
@misc{untitled,
  author = {Doe, Jane}}
@misc{twice, title = {A}, year = 1, Year = 2}

@misc{good, title = {Another}}
@misc{comma, title = {A} author = {B}}
@article
{found, title = {Brace on the next line}}
@article lost, title = {No brace},
@article alsolost,
  title = {No brace}}
@misc{open, title = {Never closed,
@misc{good2, title = {Good too}}
@misc{end, title = {Never closed either
"""
    reading = read(text)
    assert [entry.title for entry in reading.entries] == ["Good", "Brace on the next line", "Good too"]
    assert [(problem.line, problem.message) for problem in reading.problems] == [
        (2, "entry 'untitled' has no title"),
        (4, "entry 'twice' has more than one 'year'"),
        (6, "entry 'good' is already in line 1, which is used"),
        (
            7,
            "'@misc{comma' cannot be read: expected a comma or '}' after the field 'title', found 'author = {B}}'",
        ),
        (10, "'@article' begins no entry: write its '{' directly behind it"),
        (11, "'@article' begins no entry: write its '{' directly behind it"),
        (13, "'@misc{open' cannot be read: a '{' is never closed"),
        (15, "'@misc{end' cannot be read: a '{' is never closed"),
    ]
    assert reading.rejected == len(reading.problems) == 8
    assert all(problem.hint and problem.path == "kites.bib" for problem in reading.problems)


def test_entries_in_a_comment_are_ignored() -> None:
    reading = read("@comment{ @misc{h, title={Hidden}} }\n@misc{s, title={Seen}}\n@comment(@misc{i, title={In it})")
    assert [entry.title for entry in reading.entries] == ["Seen"]
    assert reading.problems == ()


def test_entries_on_one_line_are_all_read() -> None:
    assert [entry.title for entry in read("@misc{a,title={A}} @misc{b,title={B}}@misc{c,title={C}}").entries] == [
        "A", "B", "C"
    ]  # fmt: skip


def test_a_paper_inherits_from_its_proceedings() -> None:
    (entry,) = read("""
        @inproceedings{p, title={A Paper}, crossref={PROC}}
        @proceedings{proc, title={Proceedings of Kites}, subtitle={Day One}, year=2024, editor={Doe, Jane},
                     publisher={Kite Press}, abstract={All of it.}}
    """).entries
    assert (entry.venue, entry.published, entry.editors, entry.publisher, entry.abstract) == (
        "Proceedings of Kites: Day One", PartialDate(2024), ("Doe, Jane",), "Kite Press", ""
    )  # fmt: skip


def test_a_book_that_others_refer_to_is_a_work_if_it_has_an_author() -> None:
    text = "@inbook{c, title={Chapter}, crossref={b}} @book{b, title={Book}, author={Ann Roe}, year=2020}"
    assert [entry.title for entry in read(text).entries] == ["Chapter", "Book"]


def test_a_reference_to_an_entry_that_is_not_there_is_a_warning() -> None:
    reading = read(
        "@misc{a, title={A}, crossref={b}}\n@misc{c, title={C}, crossref={d}}\n@misc{d, title={D}, crossref={c}}"
    )
    assert [(problem.line, problem.message, problem.severity) for problem in reading.problems] == [
        (1, "entry 'a' refers to 'b', which is not in this file", Severity.WARNING)
    ]
    assert [entry.title for entry in reading.entries] == ["A", "C", "D"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@article{k, title={A}, journal={J}, volume=3, number=4, pages={5--9}}",
         Entry("A", type=EntryType.ARTICLE, venue="J", volume="3", number="4", pages="5–9")),
        ("@article{k, title={A}, journaltitle={J}, journalsubtitle={K}, issue={Spring}}",
         Entry("A", type=EntryType.ARTICLE, venue="J: K", number="Spring")),
        ("@phdthesis{k, title={A}, school={University of Kites}}",
         Entry("A", type=EntryType.THESIS, venue="University of Kites")),
        ("@techreport{k, title={A}, institution={Kite Lab}}",
         Entry("A", type=EntryType.REPORT, venue="Kite Lab", publisher="Kite Lab")),
        ("@article{k, title={A}, journal={CoRR}, volume={abs/2401.12345}}",
         Entry("A", type=EntryType.PREPRINT, arxiv="2401.12345")),
        ("@misc{k, title={What Now?}, subtitle={A Review}, note={Accepted at Kites 2024}}",
         Entry("What Now? A Review", remark="Accepted at Kites 2024")),
        ("@misc{k, title={A}, note={Withdrawn by the authors}}",
         Entry("A", remark="Withdrawn by the authors", withdrawn=True)),
        ("@misc{k, title={A}, pubstate={retracted}, pdf={https://example.org/a.pdf}}",
         Entry("A", withdrawn=True, pdf="https://example.org/a.pdf")),
        ("@misc{k, title={A}, author={Aad, Georges and others}, collaboration={ATLAS}}",
         Entry("A", authors=("Aad, Georges", "ATLAS Collaboration"), et_al=True)),
    ],
)  # fmt: skip
def test_where_and_how_a_work_was_published_is_kept(text: str, expected: Entry) -> None:
    assert read(text).entries == (expected,)


def test_text_between_the_entries_makes_a_reading_partial_but_comments_do_not() -> None:
    assert read("Some words.\n@misc{a, title={A}}").is_partial
    assert not read("% Some words.\n\n@misc{a, title={A}},\n# more\n// and more").is_partial


def test_a_collaboration_that_is_an_author_is_named_once() -> None:
    entry = only("author = {{Kite Collaboration} and Doe, J.}, collaboration = {Kite}")
    assert entry.authors == ("Kite Collaboration", "Doe, J.")


def test_text_outside_of_entries_is_a_warning_at_its_line() -> None:
    reading = read("% a comment\n@misc{a, title={A}}\n\nmisc{b, title={B}}\n")
    assert [(problem.line, problem.message, problem.is_error) for problem in reading.problems] == [
        (4, "text outside of entries is not read", False)
    ]


def test_a_file_that_is_mostly_something_else_is_no_bibliography() -> None:
    reading = read("@misc{a, title={A}}\n" + "A title of a page\n3 authors\n" * 30)
    assert reading.entries == ()
    assert [problem.message for problem in reading.problems] == ["most of the file is outside of BibTeX entries"]


def test_paragraphs_of_jats_stay_apart() -> None:
    entry = only("abstract = {<jats:p>One.</jats:p><jats:p>Two <jats:i>flies</jats:i>.</jats:p>}")
    assert entry.abstract == "One.\n\nTwo flies."


def test_entries_without_a_key_are_no_duplicates() -> None:
    reading = read("@misc{, title = {A}}\n@misc{, title = {B}}")
    assert [entry.title for entry in reading.entries] == ["A", "B"]
    assert reading.problems == ()


def test_a_macro_defined_twice_is_a_warning() -> None:
    reading = read('@string{a = "A"}\n@string{a = "B"}\n@misc{k, title = a}')
    assert [entry.title for entry in reading.entries] == ["A"]
    assert [(problem.line, problem.severity) for problem in reading.problems] == [(2, Severity.WARNING)]
    assert reading.rejected == 0


@given(st.text(st.sampled_from('@amisc{}(),="#\\ \n$~;and others') | st.characters(), max_size=200))
@example("@a{k,author={\\")
@example('@a{k,author="}}}}, {, ,,,,"}')
@example("@a{k,title={A},author={A \ud800}}")
def test_any_text_gives_a_reading(text: str) -> None:
    bibtex.recognises(text)
    assert read(text).rejected <= len(read(text).problems)


@given(st.integers(0, len(SAMPLE)), st.integers(0, 30), st.text(st.sampled_from('@{}",=#\\\n'), max_size=4))
def test_any_damage_gives_a_reading(at: int, cut: int, put: str) -> None:
    damaged = SAMPLE[:at] + put + SAMPLE[at + cut :]
    reading = read(damaged)
    assert len(reading.entries) + reading.rejected >= 1


@pytest.mark.parametrize(
    "unit",
    [
        "@a{",
        "\n@a(",
        "\n@comment(",
        '@a{k,author="}',
        "@a{k,title={A},doi={doi:10.1000/",
        "{",
        "\\",
        "$",
        "#",
        "\n@a{k,x=a#",
        " and ",
        '\n@a(k,x="',
        "\n@a k,",
        "@",
        "\n@a{k,crossref={k},title={T}}",
    ],
)
def test_time_is_proportional_to_size(unit: str) -> None:
    """Quadratic time would be a minute and more."""
    began = time.process_time()
    read("@a{k,title={A},author={" + unit * (100_000 // len(unit)))
    read('@a{k,title={A},author="' + unit * (100_000 // len(unit)) + '"}')
    assert time.process_time() - began < 20


def test_a_venue_with_all_that_belongs_to_it() -> None:
    entry = only(
        "journal = {Kites \\& Winds}, volume = {7}, number = {2}, pages = {11--19}, publisher = {Shelf Press},"
        "editor = {Dale, Bo}, note = {Best paper}, collaboration = {KITE}, author = {Hill, Ada and others}"
    )
    assert (entry.venue, entry.volume, entry.number, entry.pages) == (r"Kites \& Winds", "7", "2", "11–19")
    assert (entry.publisher, entry.editors, entry.remark) == ("Shelf Press", ("Dale, Bo",), "Best paper")
    assert (entry.authors, entry.et_al) == (("Hill, Ada", "KITE Collaboration"), True)


def test_what_our_own_file_says_of_unnamed_authors_is_their_number() -> None:
    assert (only("note = {93 authors}").author_count, only("note = {93 authors}").remark) == (93, "")
