from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import replace
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from plain_paper import plain_paper

from generator.exports import newsletter
from generator.exports.newsletter import Issue, find_issue, subject
from generator.model import Appearance, Archive, DigestDay, Paper, Settings, Tag, Text
from generator.text.wording import ENGLISH, words_of
from generator.vocabulary import Assignment

SENDER = Address("The shelf", "shelf", "a.org")
NOW = dt.datetime(2026, 4, 21, 8, 0, tzinfo=dt.UTC)
HOSTILE = "<script>alert(1)</script>\r\nBcc: all@example.org\u2028\"'><img src=x onerror=y>\u202e"


def paper(slug: str, *seen: Appearance, title: str = "", abstract: str = "One. Two.") -> Paper:
    return plain_paper(
        slug,
        title=Text(title or slug, ""),
        abstract=(Text(abstract, ""),),
        authors=("Ada", "Berta", "Cleo", "Dora"),
        author_count=4,
        organisation="Shelf Lab",
        appearances=seen or (Appearance(dt.date(2026, 4, 20), "desk"),),
    )


def seen(month: int, day: int, comments: int | None = None, upvotes: int | None = None) -> Appearance:
    return Appearance(dt.date(2026, month, day), "desk", comments, upvotes)


def archive(*papers: Paper, tags: tuple[Tag, ...] = (), **settings: object) -> Archive:
    found = replace(Settings("My shelf", "https://a.org/b/"), **settings)  # type: ignore[arg-type]
    newest = max((seen.date for paper in papers for seen in paper.appearances), default=None)
    days = (DigestDay(newest, ("desk",), papers),) if newest else ()
    assigned = {paper.slug: tuple(Assignment(tag.slug, "why") for tag in tags) for paper in papers}
    return Archive(found, papers, days, tags, assigned, ())


def issue_of(archive: Archive) -> Issue:
    found = find_issue(archive)
    assert found is not None
    return found


def sent(archive: Archive, recipient: str = "") -> EmailMessage:
    """An issue as the other side reads it, with every defect a failure."""
    data = newsletter.message(archive, issue_of(archive), SENDER, NOW, recipient).as_bytes()
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    found = email.message_from_bytes(data, policy=email.policy.default.clone(raise_on_defect=True))
    assert isinstance(found, EmailMessage)
    return found


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    text: str = found.get_content()
    return text.replace("\r\n", "\n")


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


def test_an_issue_is_the_week_that_ends_with_the_newest_digest() -> None:
    found = issue_of(archive(paper("a", seen(4, 20)), paper("b", seen(4, 14)), paper("c", seen(4, 13))))
    assert (found.since, found.until) == (dt.date(2026, 4, 14), dt.date(2026, 4, 20))
    assert {paper.slug for paper in found.papers} == {"a", "b"}
    assert found.name == "2026-04-14-to-2026-04-20"


def test_a_paper_that_was_seen_before_is_not_new() -> None:
    assert find_issue(archive(paper("a", seen(4, 20), seen(3, 1)))) is None


def test_an_archive_without_digests_has_no_issue() -> None:
    assert find_issue(archive()) is None


def test_an_issue_may_begin_and_end_on_other_days() -> None:
    whole = archive(paper("a", seen(4, 20)), paper("b", seen(4, 2)), paper("c", seen(3, 31)))
    found = find_issue(whole, dt.date(2026, 4, 1), dt.date(2026, 4, 10))
    assert found is not None
    assert [paper.slug for paper in found.papers] == ["b"]


def test_a_paper_that_came_late_is_in_the_next_issue() -> None:
    days = {"new": seen(4, 20), "late": seen(4, 17), "had": seen(4, 16), "backlog": seen(3, 1)}
    shelf = archive(*(paper(slug, day) for slug, day in days.items()))
    since = dt.date(2026, 4, 20)
    found = find_issue(shelf, since=since, late={"late", "backlog"})
    assert found is not None
    assert {paper.slug for paper in found.papers} == {"new", "late"}
    assert find_issue(shelf, since=dt.date(2026, 4, 21), late={"late"}) is None


def test_a_tag_has_an_issue_of_its_own() -> None:
    one, other = paper("a"), paper("b")
    tag = Tag("tree-search", "Tree search", (one,))
    whole = archive(one, other, tags=(tag,))
    found = find_issue(whole, tag=tag)
    assert found is not None
    assert [paper.slug for paper in found.papers] == ["a"]
    assert found.name == "2026-04-14-to-2026-04-20-tree-search"
    assert subject(whole.settings, found) == "My shelf: 1 new paper on Tree search, 14–20 April 2026"
    mail = newsletter.message(whole, found, SENDER, NOW)
    assert mail["List-Id"] == "<tree-search.newsletter.b.a.org>"


def test_trending_papers_come_first() -> None:
    papers = (
        paper("quiet", seen(4, 20, comments=0)),
        paper("newer", seen(4, 20, comments=4)),
        paper("older", seen(4, 19, comments=4)),
        paper("again", seen(4, 19, comments=4), seen(4, 18)),
        paper("liked", seen(4, 18, comments=2, upvotes=30)),
    )
    assert [paper.slug for paper in issue_of(archive(*papers)).papers] == ["liked", "again", "newer", "older", "quiet"]


def test_a_long_issue_is_cut_and_links_to_the_rest() -> None:
    mail = sent(archive(*(paper(f"p{number}") for number in range(newsletter.SHOWN + 1204))))
    assert "1,234 new papers" in mail["Subject"]
    assert "And 1,204 more: https://a.org/b/digests/" in part(mail, "plain")
    assert "And 1,204 more</a>" in part(mail, "html")
    assert len(mail.as_bytes()) < 102_000


def test_both_parts_show_each_paper() -> None:
    tags = (Tag("x-y", "X & Y", ()),)
    mail = sent(archive(paper("on-traces", seen(4, 20, comments=1, upvotes=1200), title="On <5% & $x$"), tags=tags))
    assert mail.get_content_type() == "multipart/alternative"
    assert [inner.get_content_type() for inner in mail.iter_parts()] == ["text/plain", "text/html"]
    text = part(mail, "plain")
    assert " 1. On <5% & $x$\n" in text
    assert "    https://a.org/b/papers/on-traces/\n" in text
    assert "Ada, Berta, Cleo and 1 other\u00a0· Shelf Lab\u00a0· 1,200 upvotes\u00a0· 1 comment" in text
    assert "    One.\n" in text
    html = part(mail, "html")
    assert "On &lt;5% &amp; $x$</a>" in html
    assert 'href="https://a.org/b/tags/x-y/"' in html
    assert "X &amp; Y</a>" in html


def test_nothing_is_loaded_and_every_address_is_absolute() -> None:
    tags = (Tag("x", "X", ()),)
    mail = sent(archive(*(paper(f"p{number}") for number in range(40)), tags=tags))
    elements = Elements(part(mail, "html")).found
    names = {name for name, _ in elements}
    assert not names & {"img", "link", "script", "style", "iframe", "object", "video", "audio", "form", "base"}
    assert not {"src", "srcset", "background", "poster", "class"} & {key for _, found in elements for key in found}
    assert not any("url(" in (found.get("style") or "") for _, found in elements)
    addresses = [found["href"] or "" for _, found in elements if "href" in found]
    assert len(addresses) > 60
    for address in addresses:
        assert address.startswith(("https://a.org/b/", "mailto:shelf@a.org?"))


def test_headers() -> None:
    mail = sent(archive(paper("a"), site_name="Zoë’s shelf"), "ada@example.org")
    assert mail["From"] == "The shelf <shelf@a.org>"
    assert mail["To"] == "ada@example.org"
    assert mail["Date"].datetime == NOW
    assert mail["Subject"] == "Zoë’s shelf: 1 new paper, 14–20 April 2026"
    assert mail["Message-ID"] == "<2026-04-14-to-2026-04-20.newsletter.b@a.org>"
    assert mail["List-Id"] == "<newsletter.b.a.org>"
    assert mail["List-Unsubscribe"] == "<mailto:shelf@a.org?subject=unsubscribe>"
    assert "List-Unsubscribe-Post" not in mail
    assert [mail[name] for name in ("Cc", "Bcc")] == [None, None]


def test_the_same_issue_is_the_same_bytes() -> None:
    assert sent(archive(paper("a"))).as_bytes() == sent(archive(paper("a"))).as_bytes()


def test_unsubscribing_is_one_click_if_the_address_identifies_the_reader() -> None:
    ways = ("mailto:leave@a.org", "https://a.org/leave?who={address}")
    mail = sent(archive(paper("a"), unsubscribe=ways), "ada+b@example.org")
    web = "https://a.org/leave?who=ada%2Bb%40example.org"
    assert mail["List-Unsubscribe"] == f"<{web}>, <mailto:leave@a.org>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f'href="{web}"' in part(mail, "html")
    assert f"To stop these mails: {web}" in part(mail, "plain")


def test_unsubscribing_is_not_one_click_otherwise() -> None:
    mail = sent(archive(paper("a"), unsubscribe=("https://a.org/leave",)), "ada@example.org")
    assert mail["List-Unsubscribe"] == "<https://a.org/leave>"
    assert "List-Unsubscribe-Post" not in mail


def test_a_long_address_stays_an_address() -> None:
    """Python's own folding makes an encoded word of it."""
    ways = ("https://a.org/" + "x" * 300 + "?who={address}", "mailto:leave@a.org")
    data = newsletter.message(archive(paper("a"), unsubscribe=ways), issue_of(archive(paper("a"))), SENDER, NOW)
    assert b"List-Unsubscribe: <https://a.org/" + b"x" * 300 in data.as_bytes()


def test_hostile_text_is_text() -> None:
    tags = (Tag("x", HOSTILE, ()),)
    hostile = paper("a", title=HOSTILE, abstract=HOSTILE)
    mail = sent(archive(replace(hostile, authors=(HOSTILE,), organisation=HOSTILE), tags=tags, site_name=HOSTILE))
    names = [name for name, _ in Elements(part(mail, "html")).found]
    assert not {"script", "img"} & set(names)
    assert not [key for _, found in Elements(part(mail, "html")).found for key in found if key.startswith("on")]
    assert "Bcc" not in mail
    assert "\n" not in mail["Subject"]


@pytest.mark.parametrize(("is_of_tag", "address"), [(True, "tags/tree-search/"), (False, "digests/")])
def test_an_issue_with_too_many_papers_leads_to_a_page_with_all(is_of_tag: bool, address: str) -> None:
    papers = [paper(f"p{number}") for number in range(newsletter.SHOWN + 1)]
    tag = Tag("tree-search", "Tree search", tuple(papers))
    shelf = archive(*papers, tags=(tag,))
    issue = find_issue(shelf, tag=tag if is_of_tag else None)
    assert issue is not None

    mail = newsletter.message(shelf, issue, SENDER, NOW)

    assert f"https://a.org/b/{address}\n" in part(mail, "plain")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0"])
def test_no_name_begins_a_header(end: str) -> None:
    name = f"A{end}Bcc: all@example.org{end}{end}<b>"
    tag = Tag("x", name, (paper("a"),))
    whole = archive(paper("a"), tags=(tag,), site_name=name)
    found = find_issue(whole, tag=tag)
    assert found is not None
    mail = newsletter.message(whole, found, newsletter.default_sender(whole.settings), NOW, "ada@example.org")
    read = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)
    assert read.keys() == [
        "From", "To", "Date", "Subject", "Message-ID", "List-Id", "List-Unsubscribe", "MIME-Version", "Content-Type",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("site", "domain", "list_id"),
    [
        ("https://a.org/", "a.org", "newsletter.a.org"),
        ("https://you.github.io/Deep_Papers/x/", "you.github.io", "newsletter.x.papers.deep.you.github.io"),
        ("https://münchen.de:8000/", "xn--mnchen-3ya.de", "newsletter.xn--mnchen-3ya.de"),
        ("http://[::1]:8000/", "1", "newsletter.1"),
    ],
)
def test_names_come_from_the_site(site: str, domain: str, list_id: str) -> None:
    mail = sent(archive(paper("a"), site_url=site))
    assert mail["List-Id"] == f"<{list_id}>"
    assert mail["Message-ID"].rstrip(">").endswith(f"@{domain}")
    assert newsletter.default_sender(archive(site_url=site).settings).addr_spec == f"newsletter@{domain}"
    assert urlsplit(site).path in part(mail, "plain")


@pytest.mark.parametrize(
    ("since", "until", "spelt"),
    [
        (dt.date(2026, 4, 20), dt.date(2026, 4, 20), "20 April 2026"),
        (dt.date(2026, 4, 14), dt.date(2026, 4, 20), "14–20 April 2026"),
        (dt.date(2026, 3, 28), dt.date(2026, 4, 3), "28 March – 3 April 2026"),
        (dt.date(2025, 12, 29), dt.date(2026, 1, 4), "29 December 2025 – 4 January 2026"),
    ],
)
def test_a_span_is_spelt_as_people_do(since: dt.date, until: dt.date, spelt: str) -> None:
    assert words_of(ENGLISH).span(since, until) == spelt


NAMES = (
    "My shelf",
    "Shelf, the",
    'The "shelf"',
    "Archiv für maschinelles Lernen und Übersetzung, Universität Tübingen",
    "Digestes d’apprentissage automatique — Université de Montréal",
    "論文の棚" * 20,
    "x" * 200,
    "=?utf-8?q?=0D=0AReply-To:_evil@example.org=0D=0A=0D=0AHello?=",
    "half =?utf-8?q?of one",
)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_read_as_it_is_and_ends_no_header(name: str) -> None:
    tagged = Tag("t", name, (paper("a"),))
    shelf = archive(*tagged.papers, tags=(tagged,), site_name=name)
    issue = find_issue(shelf, tag=tagged)
    assert issue is not None
    sender = newsletter.default_sender(shelf.settings)
    written = newsletter.message(shelf, issue, sender, NOW, "r@example.org").as_bytes()
    mail = email.message_from_bytes(written, policy=email.policy.compat32)
    assert not {"Reply-To", "Bcc"} & set(mail)
    assert str(make_header(decode_header(mail["Subject"]))) == subject(shelf.settings, issue)
    encoded, address = parseaddr(mail["From"].replace("\r\n", ""))
    assert (str(make_header(decode_header(encoded))), address) == (name, "newsletter@a.org")
    assert all(len(line) <= 998 for line in written.split(b"\r\n"))


def test_an_issue_is_in_the_language_of_the_site() -> None:
    works = [paper("a", seen(4, 20, 3), title="Trees for All", abstract="We grow the trees of the world.")]
    works += [
        paper(f"b{number}", seen(4, 20), title="Bäume für alle und mit allen") for number in range(newsletter.SHOWN)
    ]
    mail = sent(archive(*works, language="de"))

    assert mail["Subject"] == "My shelf: 31 neue Paper, 14.–20. April 2026"
    assert "Ada, Berta, Cleo und 1 weitere Person\u00a0· Shelf Lab\u00a0· 3 Kommentare" in part(mail, "plain")
    assert "Und 1 weiteres:" in part(mail, "plain")
    assert "Abbestellen: " in part(mail, "plain")
    elements = Elements(part(mail, "html")).found
    assert ("html", "de") in [(tag, attributes.get("lang")) for tag, attributes in elements]
    titles = [attributes.get("lang") for tag, attributes in elements if tag == "h2"]
    assert titles == ["en"] + [None] * (newsletter.SHOWN - 1)
