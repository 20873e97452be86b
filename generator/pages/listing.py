"""Long lists on several pages: fifty items on a page, and one page with all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from generator.archive import timeline
from generator.exports.channels import Channel
from generator.exports.citations import FORMATS, LIST_FILE, archive_file
from generator.model import Paper
from generator.outputs import Output, PageText, output
from generator.pages.layout import Layout
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

ITEMS_PER_PAGE = 50
"""Items on a page."""

MAXIMUM_ROWS = 5_000
"""Items on the page with all of them, which has a line for each: 0.8 MB, which a phone still scrolls. A longer list
shows its newest items there.
"""

Item = TypeVar("Item")


class PageLink(NamedTuple):
    """A link to a page of the list."""

    label: str
    address: str


GAP = PageLink("…", "")
"""A gap between two linked pages."""


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """One page of a list at `address`: `tags/search/7/`.

    `label` is "" for the first page, and `page 2 of 7` or `all 312` for others. `numbers` links the pages at both ends
    and those around this one, and is empty if the list has one page; `before`, `after` and `everything` link other
    pages, if there are any. `total` is the number of items in the list, or 0 on a page that must not change with it.
    """

    address: str
    items: tuple[Item, ...]
    label: str = ""
    numbers: tuple[PageLink, ...] = ()
    before: PageLink | None = None
    after: PageLink | None = None
    everything: PageLink | None = None
    total: int = 0

    @property
    def is_first(self) -> bool:
        return not self.label

    @property
    def is_everything(self) -> bool:
        return self.everything is not None and self.everything.address == self.address

    @property
    def path(self) -> str:
        """The page's file below `build/docs`."""
        return self.address.rstrip("/") + ".md"


def paginate(
    address: str, items: Sequence[Item], words: Wording, page_size: int = ITEMS_PER_PAGE
) -> Iterator[ListPage[Item]]:
    """Yield a list's pages, numbered from the first. A short list has one page."""
    pages = [items[start : start + page_size] for start in range(0, len(items), page_size)] or [items]
    links = [
        PageLink(str(number), f"{address}{number}/" if number > 1 else address) for number in range(1, len(pages) + 1)
    ]
    everything = _link_to_all(address, items, words) if len(pages) > 1 else None
    for at, shown in enumerate(pages):
        yield ListPage(
            links[at].address,
            tuple(shown),
            label=words.t("page {number} of {count}", number=at + 1, count=len(pages)) if at else "",
            numbers=_numbers(links, at),
            before=PageLink(words.t("Previous"), links[at - 1].address) if at else None,
            after=PageLink(words.t("Next"), links[at + 1].address) if at + 1 < len(pages) else None,
            everything=everything,
            total=len(items),
        )
    if everything:
        yield _everything(items, links, everything, words)


def paginate_from_oldest(
    address: str, items: Sequence[Item], words: Wording, page_size: int = ITEMS_PER_PAGE
) -> Iterator[ListPage[Item]]:
    """Yield the pages of a list that grows at its beginning, such as a tag's papers, newest first.

    Pages are numbered from the oldest, have `page_size` items each, and say nothing about the whole list. So when the
    list grows, they stay the same to the byte, and only the first page changes. It has no number, and from half to one
    and a half times as many items.
    """
    numbered = max(0, (len(items) - page_size // 2) // page_size)
    starts = [0, *(len(items) - number * page_size for number in range(numbered, 0, -1))]
    links = [PageLink(str(number), f"{address}{number}/") for number in range(1, numbered + 1)]
    links[:1] = [link._replace(label=words.t("Oldest")) for link in links[:1]]
    links.append(PageLink(words.t("Newest"), address))
    everything = _link_to_all(address, items, words) if numbered else None
    for at, (start, end) in enumerate(pairwise([*starts, len(items)])):
        place = numbered - at
        yield ListPage(
            links[place].address,
            tuple(items[start:end]),
            label=words.t("page {number}", number=place + 1) if at else "",
            numbers=_numbers(links, place),
            before=PageLink(words.t("Older"), links[place - 1].address) if place else None,
            after=PageLink(words.t("Newer"), links[place + 1].address) if at else None,
            everything=everything._replace(label=words.t("Show all")) if everything and at else everything,
            total=0 if at else len(items),
        )
    if everything:
        yield _everything(items, links, everything, words)


def _link_to_all(address: str, items: Sequence[Item], words: Wording) -> PageLink:
    return PageLink(words.t("Show all {count}", count=words.number(len(items))), f"{address}all/")


def _everything(items: Sequence[Item], links: Sequence[PageLink], own: PageLink, words: Wording) -> ListPage[Item]:
    shown = tuple(items[:MAXIMUM_ROWS])
    message = words.t("all {count}") if len(shown) == len(items) else words.t("the newest {count}")
    label = message.format(count=words.number(len(shown)))
    numbers = _linked(links, {0, len(links) - 1})
    return ListPage(own.address, shown, label=label, numbers=numbers, everything=own, total=len(items))


def _numbers(links: Sequence[PageLink], at: int) -> tuple[PageLink, ...]:
    """Return the links of the page with this index: to both ends, and to the pages around it."""
    return (
        _linked(links, {0, *range(max(at - 1, 0), min(at + 2, len(links))), len(links) - 1}) if len(links) > 1 else ()
    )


def _linked(links: Sequence[PageLink], indices: set[int]) -> tuple[PageLink, ...]:
    """Return the links at these indices, with a gap wherever others are left out.

    >>> _linked([PageLink("1", "x/"), PageLink("2", "x/2/"), PageLink("3", "x/3/")], {0, 2})
    (PageLink(label='1', address='x/'), PageLink(label='…', address=''), PageLink(label='3', address='x/3/'))
    """
    shown: list[PageLink] = []
    for before, index in pairwise([-1, *sorted(indices)]):
        shown += [GAP] if index - before > 1 else []
        shown.append(links[index])
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page's body, the papers that it has COinS of, and those of the list at its end, in order, as cards or lines.

    Reference managers read COinS. Days, and the newest papers of tags and collections, have them; they would be a third
    of the bytes of further pages and of those of names, whose BibTeX says the same. Readers sort and filter the list.
    """

    body: Block
    cited: Sequence[Paper] = ()
    listed: Sequence[Paper] = ()


def render(
    layout: Layout,
    address: str,
    front: Mapping[str, object],
    items: Sequence[Item],
    body: Callable[..., Shown],
    *inputs: object,
) -> Iterator[Output]:
    """Yield the pages of a list, with the body `body(list_page, *inputs)`.

    Only the first has the feeds and the description of `front`.
    """
    for part in paginate(address, items, layout.words):
        yield output(part.path, partial(_write, layout, body), _front(front, part, layout.words), part, *inputs)


def render_growing(
    layout: Layout,
    address: str,
    front: Mapping[str, object],
    items: Sequence[Item],
    body: Callable[..., Shown],
    *inputs: object,
    alone: Callable[..., Shown] | None = None,
) -> Iterator[Output]:
    """Yield the pages of a growing list: the first with the body `body(list_page, *inputs)`, the others with
    `alone(layout, list_page)` or papers by month, so that they do not change.

    The first page has the links to the others below its list, since it begins with facts and with papers of all pages.
    """
    first, *others = paginate_from_oldest(address, items, layout.words)
    first_front = {**front, "pager_below": bool(first.numbers)}
    yield output(first.path, partial(_write, layout, body), first_front, first, *inputs)
    rest = partial(alone or papers_by_month, layout)
    lasting = {key: value for key, value in front.items() if key not in ("older", "newer", "neighbours")}
    for part in others:
        yield output(part.path, partial(_write, layout, rest), _front(lasting, part, layout.words), part)


def page(layout: Layout, path: str, front: Mapping[str, object], body: Callable[..., Shown], *inputs: object) -> Output:
    """Return a page with the body `body(*inputs)`."""

    def write(front: Mapping[str, object], *inputs: object) -> PageText:
        shown = body(*inputs)
        return layout.written(path, {**front, **layout.cards.front(shown.cited, shown.listed)}, shown.body)

    return output(path, write, front, *inputs)


def _write(
    layout: Layout, body: Callable[..., Shown], front: Mapping[str, object], part: ListPage[Item], *inputs: object
) -> PageText:
    shown = body(part, *inputs)
    pager = _pager(part, layout.words)
    return layout.written(
        part.path, {**front, "pager": pager, **layout.cards.front(shown.cited, shown.listed)}, shown.body
    )


def _front(front: Mapping[str, object], part: ListPage[Item], words: Wording) -> dict[str, object]:
    if part.is_first:
        return dict(front)
    title, number, total = (
        words.t("{title}, {part}", title=front["title"], part=part.label),
        len(part.items),
        part.total,
    )
    description = (
        words.n("{title}: {n} paper of {total}.", "{title}: {n} papers of {total}.", number, title=title, total=total)
        if total
        else words.n("{title}: {n} paper.", "{title}: {n} papers.", number, title=title)
    )
    kept = {key: front[key] for key in ("template", "older", "newer", "neighbours") if key in front}
    return {"title": title, "description": description, **kept}


def _pager(part: ListPage[Item], words: Wording) -> dict[str, object]:
    """Return the links to the list's other pages, {} if the list has one page."""
    if not part.numbers:
        return {}
    everything = part.everything or GAP
    pager: dict[str, object] = {
        "numbers": [_link(link, is_current=link.address == part.address) for link in part.numbers],
        "all": (
            _link(everything._replace(label=words.t("All")), is_current=True)
            if part.is_everything
            else _link(everything)
        ),
    }
    pager |= {name: _link(link) for name, link in (("before", part.before), ("after", part.after)) if link}
    return pager


def _link(link: PageLink, *, is_current: bool = False) -> dict[str, object]:
    return {"label": link.label, "address": link.address, **({"is_current": True} if is_current else {})}


def papers_by_month(layout: Layout, part: ListPage[Paper], highlighted: Sequence[str] = ()) -> Shown:
    """Return the papers of a page by month of their newest appearance: the newest as cards, the others as lines.

    A card has four times the bytes of a line, and a tag of a large archive has hundreds of further pages.
    `highlighted` are the names of an author to show in every byline.
    """
    heading = writer.headings()
    blocks = list(note_on_length(layout, part))
    for month, papers in timeline.by_month(part.items):
        blocks.append(heading(2, writer.text(layout.words.month(month))))
        blocks.append(layout.cards.cards(papers, highlighted) if part.is_first else layout.cards.rows(papers))
    return Shown(writer.document(blocks), part.items if part.is_first else (), part.items)


def note_on_length(layout: Layout, part: ListPage[Item]) -> Iterator[Block]:
    """Yield a remark if the list is too long for the page of all."""
    if part.is_everything and len(part.items) < part.total:
        words = layout.words
        shown, total = words.number(len(part.items)), words.number(part.total)
        text = words.t(
            "These are the newest {shown} of {total}; the others are on the other pages of this list.",
            shown=shown,
            total=total,
        )
        yield writer.paragraph(writer.text(text))


def facts(*parts: Inline) -> Block:
    """Return a line of facts."""
    return writer.paragraph(writer.joined((part for part in parts if part.markdown), " · "))


def labelled(label: str, links: Iterable[Inline]) -> Block:
    """Return a line of links after their label."""
    return writer.paragraph(writer.joined([writer.strong(writer.text(label)), writer.joined(links, ", ")], " "))


def feed_links(channel: Channel, words: Wording) -> Inline:
    """Return `Feeds: RSS, Atom, JSON`, or `Feed: RSS`."""
    formats = (("RSS", channel.rss), ("Atom", channel.atom), ("JSON", channel.json))
    links = [writer.link(writer.text(name), path) for name, path in formats if path]
    label = words.t("Feed:") if len(links) == 1 else words.t("Feeds:")
    return writer.joined([writer.text(label), writer.joined(links, ", ")], " ")


def bibtex(folder: str, papers: Sequence[Paper], words: Wording, at_most: int = 0) -> Iterator[Block]:
    """Yield a link to the BibTeX of a list, which has `at_most` of its papers, 0 for all. Scripts add other formats."""
    if papers:
        newest = words.n("Cite the newest paper:", "Cite the newest {n}:", at_most)
        which = newest if 0 < at_most < len(papers) else words.t("Cite all:")
        yield labelled(which, [writer.link(writer.text("BibTeX"), f"{folder}{LIST_FILE}")])


def archive_files(words: Wording) -> Block:
    """Return links to the citation files of the whole archive."""
    links = (writer.link(writer.text(each.label), archive_file(each)) for each in FORMATS)
    return labelled(words.t("Cite all:"), links)


def sentence(message: str, **parts: Inline) -> Block:
    """Return a paragraph of a message, whose placeholders are replaced by the parts of these names."""
    return writer.paragraph(writer.filled(message, parts))


def nothing_yet(what: str, words: Wording) -> Block:
    """Return the text of a page in an archive without papers."""
    message = words.t("Import a digest with {command}, then build again.")
    return sentence(f"{what} {message}", command=writer.code("papershelf import FILE"))
