import datetime as dt
import time
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate
from generator.model import Entry, Severity, SourceFile
from generator.sources.readers import feed
from generator.sources.readers.reader import Reading

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <atom:link href="https://example.org/feed.xml" rel="self"/>
    <title>Kites &amp;amp; Winds: the weekly list</title>
    <link>https://example.org/</link>
    <lastBuildDate>Mon, 03 Jun 2024 23:30:00 -0400</lastBuildDate>
    <item>
      <media:title>A picture</media:title>
      <title>Steering &lt;i&gt;Large&lt;/i&gt; Kites</title>
      <link>https://example.org/kites</link>
      <guid isPermaLink="false">doi:10.1000/KITES</guid>
      <dc:creator>Doe, Jane</dc:creator>
      <dc:creator>van der Berg, Jan P.</dc:creator>
      <pubDate>Sun, 02 Jun 2024 08:00:00 GMT</pubDate>
      <category>kites</category>
      <category>wind</category>
      <description><![CDATA[<p>We fly <b>kites</b> &amp; more.</p><p>They fly<br/>well when x < 5%.</p>
        <script>alert("</p>")</script><!-- hidden -->]]></description>
      <content:encoded>Another text</content:encoded>
    </item>
    <item>
      <description>An item without a title, holding &lt;item&gt;</description>
    </item>
    <item><title>Plain</title><guid>https://arxiv.org/abs/2401.12345v2</guid></item>
  </channel>
</rss>
"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
         xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">
  <channel rdf:about="https://example.org/rdf">
    <title>Journal of Kites</title>
    <dc:date>2024-06-03</dc:date>
    <items><rdf:Seq><rdf:li rdf:resource="https://example.org/1"/></rdf:Seq></items>
  </channel>
  <item rdf:about="https://example.org/1">
    <title>Old Kites</title>
    <link>https://example.org/1</link>
    <description>All of a&lt;b and c&gt;d stays.</description>
    <dc:creator>Jane Doe, John Roe, Jr. and Ann Poe</dc:creator>
    <dc:date>2024-05-31T10:00:00+02:00</dc:date>
    <dc:subject>history</dc:subject>
    <prism:doi>10.1000/old</prism:doi>
  </item>
</rdf:RDF>
"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="text">A &amp;amp; B</title>
  <updated>2024-06-03T12:00:00Z</updated>
  <entry>
    <id>tag:example.org,2024:1</id>
    <title type="html">Kites &amp;amp; &lt;em&gt;Co&lt;/em&gt;</title>
    <link rel="self" href="https://example.org/self"/>
    <link href="https://example.org/1"/>
    <author><name>Doe, Jane &amp; Sons</name><email>jane@example.org</email></author>
    <author><name>John Roe</name></author>
    <published>2024-06-01T00:00:00Z</published>
    <updated>2024-06-02T00:00:00Z</updated>
    <category term="k1" label="Kites"/>
    <category term="wind"/>
    <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <b>bold</b> word.</p><p>Two<br/>lines.</p>
      <script>alert(1)</script></div></summary>
  </entry>
  <entry>
    <title>Text stays &lt;b&gt;text&lt;/b&gt;</title>
    <content type="html">&lt;ul&gt;&lt;li&gt;a&lt;/li&gt;&lt;li&gt;b&lt;/li&gt;&lt;/ul&gt;</content>
    <updated>2024-06-02T00:00:00Z</updated>
  </entry>
</feed>
"""

ARXIV = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>cs.CL updates on arXiv.org</title>
    <pubDate>Mon, 03 Jun 2024 00:00:00 -0400</pubDate>
    <item>
      <title>Kites in $n&lt;m$ Winds</title>
      <link>https://arxiv.org/abs/2401.12345</link>
      <description>arXiv:2401.12345v1 Announce Type: new
Abstract: We fly kites where $a&lt;b&gt;c$.
  A second paragraph says why.</description>
      <guid isPermaLink="false">oai:arXiv.org:2401.12345v1</guid>
      <category>cs.CL</category>
      <pubDate>Mon, 03 Jun 2024 00:00:00 -0400</pubDate>
      <arxiv:announce_type>new</arxiv:announce_type>
      <dc:creator>Jane Doe, John Roe</dc:creator>
    </item>
  </channel>
</rss>
"""


def read(text: str) -> Reading:
    return feed.read(SourceFile("feed.xml", text))


def only(fields: str) -> Entry:
    """The item with a title and these fields."""
    reading = read(
        '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
        f"<channel><item><title>T</title>{fields}</item></channel></rss>"
    )
    assert reading.problems == ()
    (entry,) = reading.entries
    return entry


def test_rss() -> None:
    reading = read(RSS)
    assert reading.entries == (
        Entry(
            title="Steering Large Kites",
            abstract="We fly kites & more.\n\nThey fly well when x < 5%.",
            authors=("Doe, Jane", "van der Berg, Jan P."),
            published=PartialDate(2024, 6, 2),
            doi="10.1000/kites",
            url="https://example.org/kites",
            keywords=("kites", "wind"),
        ),
        Entry(title="Plain", arxiv="2401.12345", url="https://arxiv.org/abs/2401.12345v2"),
    )
    assert reading.rejected == 1
    assert [(problem.line, problem.message) for problem in reading.problems] == [(23, "item 2 has no title")]
    assert reading.problems[0].hint
    assert (reading.date, reading.title) == (dt.date(2024, 6, 3), "Kites & Winds: the weekly list")
    assert reading.source == "kites-winds-the-weekly-list"


def test_rdf() -> None:
    assert read(RDF) == Reading(
        entries=(
            Entry(
                title="Old Kites",
                abstract="All of a<b and c>d stays.",
                authors=("Jane Doe", "John Roe Jr.", "Ann Poe"),
                published=PartialDate(2024, 5, 31),
                doi="10.1000/old",
                url="https://example.org/1",
                keywords=("history",),
            ),
        ),
        date=dt.date(2024, 6, 3),
        source="journal-of-kites",
        title="Journal of Kites",
    )


def test_atom() -> None:
    assert read(ATOM) == Reading(
        entries=(
            Entry(
                title="Kites & Co",
                abstract="One bold word.\n\nTwo lines.",
                authors=("Doe, Jane & Sons", "John Roe"),
                published=PartialDate(2024, 6, 1),
                url="https://example.org/1",
                keywords=("Kites", "wind"),
            ),
            Entry(title="Text stays <b>text</b>", abstract="a\n\nb", published=PartialDate(2024, 6, 2)),
        ),
        date=dt.date(2024, 6, 3),
        source="a-amp-b",
        title="A &amp; B",
    )


def test_arxivs_own_feed() -> None:
    assert read(ARXIV) == Reading(
        entries=(
            Entry(
                title="Kites in $n<m$ Winds",
                abstract="We fly kites where $a<b>c$.\n\nA second paragraph says why.",
                authors=("Jane Doe", "John Roe"),
                published=PartialDate(2024, 6, 3),
                arxiv="2401.12345",
                url="https://arxiv.org/abs/2401.12345",
                type=EntryType.PREPRINT,
            ),
        ),
        date=dt.date(2024, 6, 3),
        source="cs-cl-updates-on-arxiv-org",
        title="cs.CL updates on arXiv.org",
    )


@pytest.mark.parametrize(
    ("text", "is_feed"),
    [
        (RSS, True),
        (RDF, True),
        (ATOM, True),
        (ARXIV, True),
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", True),
        ("<!-- <html> -->\n<rss/>", True),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", True),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", False),
        ("<!DOCTYPE html>\n<html><rss></html>", False),
        ("papers:\n- title: <rss>", False),
        ("", False),
    ],
)
def test_recognises(text: str, is_feed: bool) -> None:
    assert feed.recognises(text) is is_feed


@pytest.mark.parametrize(
    ("fields", "people"),
    [
        ("<author>jane@example.org (Jane Doe)</author>", ["Jane Doe"]),
        ("<author>jane@example.org</author>", []),
        ("<author>Jane Doe</author>", ["Jane Doe"]),
        ("<itunes:author>Kite School</itunes:author>", []),
        ("<dc:creator>Jane Doe, John Roe</dc:creator>", ["Jane Doe", "John Roe"]),
        ("<dc:creator>Jane Doe, John Roe, and Ann Poe</dc:creator>", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("<dc:creator>Doe, Jane; Roe, J. P.</dc:creator>", ["Doe, Jane", "Roe, J. P."]),
        ("<dc:creator>Doe, Jane and Roe, John</dc:creator>", ["Doe, Jane", "Roe, John"]),
        ("<dc:creator>Doe, J., Roe, A. B., van Poe, S.</dc:creator>", ["Doe, J.", "Roe, A. B.", "van Poe, S."]),
        ("<dc:creator>Doe J, Roe AB</dc:creator>", ["Doe, J.", "Roe, A. B."]),
        ("<dc:creator>Jane Doe, Ann Roe et al.</dc:creator>", ["Jane Doe", "Ann Roe"]),
        ("<dc:creator>Kite-AI, Jane Doe</dc:creator>", ["Kite-AI", "Jane Doe"]),
        ("<dc:creator>Alexandra Anderson</dc:creator>", ["Alexandra Anderson"]),
        ("<dc:creator>&lt;a href='x'&gt;Jane Doe&lt;/a&gt;, John Roe</dc:creator>", ["Jane Doe", "John Roe"]),
    ],
)  # fmt: skip
def test_authors(fields: str, people: list[str]) -> None:
    assert list(only(fields).authors) == people


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("Mon, 03 Jun 2024 23:59:00 -0700", PartialDate(2024, 6, 3)),
        ("3 Jun 2024 10:00:00 GMT", PartialDate(2024, 6, 3)),
        ("2024-06-03T10:00:00Z", PartialDate(2024, 6, 3)),
        ("Mon, 31 Jun 2024 00:00:00 GMT", None),
        ("yesterday", None),
        ("Mon, 3 Jun " + "9" * 5000, None),
        ("", None),
    ],
)
def test_published(written: str, published: dt.date | None) -> None:
    assert only(f"<pubDate>{written}</pubDate>").published == published


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("R&amp;D, 5 < 6 &unknown; &#8217;", "R&D, 5 < 6 &unknown; \u2019"),
        ("when a<b and c>d", "when a<b and c>d"),
        ("<p>one</p>two<div>three<span>four</span></div>", "one\n\ntwo\n\nthreefour"),
        ("<p>\none\nline<br>here<br><br>there", "one line here\n\nthere"),
        ("<style>p{}</style><p hidden class='a'>seen", "seen"),
        ("<p>a<5% <![CDATA[b]]> <!-- c", "a<5% <![CDATA[b]]>"),
        ("<p>CO<sub>2</sub> and 10<SUP>6</SUP></p>", r"CO\textsubscript{2} and 10\textsuperscript{6}"),
        ("<?xml version='1.0'?><p>seen</p>", "seen"),
        ("https://example.org", "https://example.org"),
        ("<p>&#" + "9" * 5000 + ";</p>", "&#" + "9" * 5000 + ";"),
        ("<b>" * 5001 + "&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
)
def test_html_becomes_paragraphs(html: str, text: str) -> None:
    assert only(f"<description>{escape(html)}</description>").abstract == text


def test_markup_that_was_not_escaped_becomes_paragraphs_too() -> None:
    assert only("<description>One<p>two <b>bold</b></p>three<script>no()</script></description>").abstract == (
        "One\n\ntwo bold\n\nthree"
    )
    assert only(f"<description>{'<div>' * 50_000}deep{'</div>' * 50_000}</description>").abstract == "deep"


def test_an_empty_description_leaves_room_for_the_content() -> None:
    fields = '<description/><c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/">Body</c:encoded>'
    assert only(fields).abstract == "Body"


def test_only_an_id_marked_as_arxiv_s_is_an_arxiv_id() -> None:
    assert only("<guid isPermaLink='false'>node/1234567</guid>").arxiv == ""
    assert only("<link>javascript:alert(1)</link>").url == ""


@pytest.mark.parametrize(
    ("title", "source"), [("", "feed"), ("日本語", "feed"), ("Été", "ete"), ("x" * 39 + " yz", "x" * 39)]
)
def test_source_is_a_slug_of_the_title(title: str, source: str) -> None:
    assert read(f"<rss><channel><title>{title}</title></channel></rss>").source == source


@pytest.mark.parametrize("text", ["<rss>\n<channel></rss>", "<!DOCTYPE rss [<!ENTITY a 'b'>]>\n<rss>&a;</rss>"])
def test_unusable_xml_is_one_problem(text: str) -> None:
    (problem,) = read(text).problems
    assert problem.line in (1, 2)
    assert problem.hint


@given(st.text() | st.text(st.sampled_from("<>/!?-[]&;'\"rschanelitm= \n"), max_size=80))
def test_any_text_gives_a_reading(text: str) -> None:
    feed.recognises(text)
    assert read(text).entries == ()


@given(st.sampled_from([RSS, RDF, ATOM, ARXIV]), st.integers(0, 2000), st.integers(0, 40), st.text(max_size=4))
def test_any_damage_gives_a_reading(text: str, at: int, cut: int, put: str) -> None:
    damaged = text[:at] + put + text[at + cut :]
    feed.recognises(damaged)
    read(damaged)


@given(st.text(st.sampled_from("<>/!?-[]&#;9xap='\" \n") | st.characters(codec="utf-8", exclude_categories=["Cc"])))
@example("<p><![foo bar]>")
@example("<p><!a [b")
@example("a@b (" * 9)
def test_any_value_gives_an_entry(value: str) -> None:
    written = escape(value)
    names = ("description", "author", "pubDate", "link", "guid", "category", "dc:creator", "dc:identifier")
    assert only("".join(f"<{name}>{written}</{name}>" for name in names)).title == "T"


@pytest.mark.parametrize(
    "unit", ["<!--", "<p>", "<a ", "</", "<a href='>", "<![CDATA[", "&#", "<b><i></b>", "a@b", "a@b (", "=", "x,"]
)
def test_time_is_proportional_to_size(unit: str) -> None:
    """Quadratic time would be a minute and more."""
    began = time.process_time()
    written = escape("<p>" + unit * (50_000 // len(unit)))
    names = ("title", "description", "author", "guid", "link", "pubDate", "category")
    read(f"<rss><channel><item>{''.join(f'<{name}>{written}</{name}>' for name in names)}</item></channel></rss>")
    only("".join(f"<{name}>{written}</{name}>" for name in names[2:]))
    assert time.process_time() - began < 20


@pytest.mark.parametrize("unit", ["<p>", "</p>", '<p class="venue">a, b', '<a href="', "<", "a (b), "])
def test_own_feeds_take_time_proportional_to_their_size(unit: str) -> None:
    content = escape(f'<p class="venue">{unit * 50_000}')
    began = time.process_time()
    item = f"<item><title>A</title><x:encoded xmlns:x='y'>{content}</x:encoded></item>"
    read(f"<rss><channel><generator>Papershelf</generator>{item}</channel></rss>")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "written",
    [
        "<rss><channel><ITEM><Title>A</Title></ITEM><Item><TITLE>B</TITLE></Item></channel></rss>",
        "<RSS><CHANNEL><ITEM><TITLE>A</TITLE></ITEM><ITEM><TITLE>B</TITLE></ITEM></CHANNEL></RSS>",
        "<rss><channel><items><item><title>A</title></item></items><group><item><title>B</title></item></group></channel></rss>",
        "<rss><channel><item><title>A</title><item><title>B</title></item></item></channel></rss>",
        "<rss><channel><item><title>A</title></item></channel><channel><item><title>B</title></item></channel></rss>",
    ],
)
def test_items_are_found_wherever_they_are(written: str) -> None:
    assert [entry.title for entry in read(written).entries] == ["A", "B"]


def test_items_in_items_without_end_are_refused() -> None:
    reading = read(f"<rss>{'<item><description>' * 30_000}{'</description></item>' * 30_000}</rss>")
    assert [problem.message for problem in reading.problems] == ["has papers in papers, more than 5 levels deep"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Kites&nbsp;&amp; caf&eacute;s", "Kites & cafés"),
        ("R&D & more", "R&D & more"),
        ("&lt;5 &unknown; <![CDATA[a & b &nbsp;]]>", "<5 &unknown; a & b"),
    ],
)
def test_entities_of_html_and_lone_ampersands_cost_a_warning_not_the_feed(written: str, title: str) -> None:
    reading = read(f"<rss>\n<channel><item><title>{written}</title></item></channel></rss>")
    assert [entry.title for entry in reading.entries] == [title]
    (problem,) = reading.problems
    assert (problem.line, problem.severity, reading.rejected) == (2, Severity.WARNING, 0)
    assert problem.message.endswith("the text is read as it was probably meant")


def test_relative_links_are_relative_to_the_base_of_their_element() -> None:
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/list/">
      <entry><title>A</title><link href="a.html"/></entry>
      <entry xml:base="b/"><title>B</title><link href="../c"/>
      <link rel="related" type="application/pdf" href="c.pdf"/></entry>
      <entry><title>C</title><link href="javascript:alert(1)"/></entry></feed>"""
    entries = read(text).entries
    assert [entry.url for entry in entries] == [
        "https://example.org/list/a.html", "https://example.org/list/c", ""
    ]  # fmt: skip
    assert entries[1].pdf == "https://example.org/list/b/c.pdf"
