r"""Markdown as we write it, together with the HTML that Python-Markdown makes of it.

A page of the archive is Markdown that people and programs read, and a build of thousands of pages should not run
Python-Markdown on each of them. So every piece has two faces: its Markdown, and, byte for byte, the HTML that
Python-Markdown makes of it with `EXTENSIONS`. Pieces are composed on both faces at once.

Plain text is escaped so that no source text can begin a block, end one, or be changed by an extension, be it one of
ours or any other that Material documents: with a backslash where all of them know it, else as a character reference,
which all of them leave alone. A character that cannot mean anything where it stands stays as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from markdown import Markdown
from markdown.extensions.toc import slugify, unique

from generator.model import Text
from generator.outputs import Heading
from generator.text.clean import pieces
from generator.text.formulas import Formula
from generator.text.markdown_extension import is_download
from generator.text.safe_tex import is_safe
from generator.text.scripts import Script
from generator.text.tex_syntax import BETWEEN_DOLLARS

EXTENSIONS: Mapping[str, Mapping[str, object]] = {
    "abbr": {},
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "footnotes": {},
    "md_in_html": {},
    "tables": {"use_align_attribute": True},
    "toc": {"permalink": True},
    "pymdownx.betterem": {},
    "pymdownx.caret": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {},
    "pymdownx.inlinehilite": {},
    "pymdownx.keys": {},
    "pymdownx.mark": {},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {"custom_checkbox": True},
    "pymdownx.tilde": {},
    "generator.text.markdown_extension": {},
}
"""The extensions of a new archive's `mkdocs.yml`: those that Material recommends, as far as they need nothing from
other hosts and change no plain words.
"""

HARMLESS = frozenset({"fenced_code", "pymdownx.emoji", "pymdownx.snippets"})
"""Further extensions that change nothing on generated pages: text is escaped, and notes with their marks are HTML."""

_PERMALINK = '<a class="headerlink" href="#{0}" title="Permanent link">&para;</a>'
"""The link that `toc` adds to a heading with `permalink: true`."""

_TARGET, _END = "\x01", "\x02"
"""Around the path of a page or file of the site in a link, until it is known which page has the link. `tidy.visible`
leaves neither in any text.
"""

_TEMPLATE = re.compile(r"\{(?=[{%#])")

_LINK = re.compile(f"{_TARGET}([^?#{_END}]*)([^{_END}]*){_END}")

_SPECIAL = re.compile(
    r"""
    [`*\[\\_{+<>&$=~^:.@()/0-9]  # first of all, so that regular expressions skip other characters at once
    (?:
      (?P<backslash>
          (?<=[`*\[])
        | (?<=\\)(?!\Z)                 # before a dollar, a backslash would escape that
        | (?<=_)(?:(?<![^\W_]_)|(?![^\W_]))  # within a word it is no emphasis
        | (?<=\{)(?![{%\#:.+=~>-])       # no template, attribute or edit
        | (?P<keys>(?<=\+\+)|(?<=\+)(?=\+))  # ++ctrl++
      )
    | (?P<reference>
          (?<=[<>&${\\])
        | (?<===|~~|\^\^)|(?<=[=~^])(?=[=~^])  # ==marked==, ~~deleted~~, ^^inserted^^
        | (?P<script>(?<=[~^]))          # H~2~O, x^2^
        | (?<=:)(?=[+\-\w]+:|//)         # :emoji:, an address
        | (?<=[wW][wW][wW]\.)            # an address
        | (?<=\S@)(?=[\w-]+\.[\w-])      # an address
        | (?<=\]\()                      # a link's address, where no formula begins
        | (?<=\([cr]\))|(?<=\(tm\))      # ©, ®, ™
        | (?<=\+/)(?=-)|(?<==/)(?==)|(?<=c/)(?=o)|(?<=\d/)(?=\d)  # ±, ≠, ℅, ½
      )
    | (?P<ordinal>(?:(?<=1)st|(?<=2)nd|(?<=3)rd|(?<=[04-9])th|(?<=1)[123]th)\b)
    )
    """,
    re.X,
)
"""Characters of plain text that Python-Markdown or one of its extensions may read as markup."""

_MEANINGLESS = re.compile(r"(?<=\s)[>&](?=\s)")
"""A sign of these that nothing reads where it stands."""
_OPEN_SCRIPT = re.compile(r"\A\S*[~^]|[~^]\S*[~^]|[~^]\S*\Z")
_MANY_SCRIPTS = 50
"""Signs of a text from which on none stays as it is: their reader takes time that grows with the square."""
_OPEN_KEYS = re.compile(r"\A\S*\+\+|\+\+\S*\+\+|\+\+\S*\Z")
"""A sign that may begin or end something: with another in its word, or with whatever stands beside the text."""

_START = re.compile(r"(?P<number>\d+)(?P<dot>[.)])|(?P<backslash>[-+#!])|(?P<reference>[=:?/%|@])")
"""The beginning of a text that would be another block than a paragraph, such as a list or an admonition."""

_NAMED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}

_ADDRESS = re.compile(
    r"\b(?>https?://[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+(?::[0-9]+)?"
    r"(?:[/?#][a-zA-Z0-9_.~:/?#\[\]@!$&'()*+,;=%-]*)?)(?![@\w])"
)
"""A whole address of the web in the characters that RFC 3986 allows."""

_ENCODED = re.compile(r"[\[\]$*^]|\+(?=\+)|(?<=\+)\+")
"""Characters of an address that Markdown would read: an address means the same with their codes."""

_IN_PARENTHESES = re.compile(r"[\[\]()$*<>\"'\\ ]")

_TAG = re.compile(r"<[^>]*>")

_RISKY_TEX = re.compile(r"(?<=<)(?=[A-Za-z/!?])|(?<=\{)(?=[{%#]|--|\+\+|~~|==|>>)")
"""Places in TeX that something reads before formulas are found: tags, templates. A blank there means nothing to TeX."""

_FORMULA = re.compile(BETWEEN_DOLLARS)


def python_markdown() -> Markdown:
    """Python-Markdown with `EXTENSIONS`."""
    return Markdown(extensions=[*EXTENSIONS], extension_configs={name: dict(EXTENSIONS[name]) for name in EXTENSIONS})


class Inline(NamedTuple):
    """A part of a line."""

    markdown: str
    html: str


NOTHING = Inline("", "")

NO_ATTRIBUTES: Mapping[str, str] = {}


class Node(NamedTuple):
    """A line of a tree with the nodes below it."""

    line: Inline
    below: Sequence[Node] = ()


class Block(NamedTuple):
    """A paragraph, heading or list, or several of them, without white space at either end."""

    markdown: str
    html: str
    headings: tuple[Heading, ...] = ()


def text(plain: str, *, in_label: bool = False) -> Inline:
    r"""Plain text of one line; `in_label` when it is part of a link's label.

    >>> text("MCTS* of G_F & <5%, [1] {{ x }}").markdown
    'MCTS\\* of G_F & &lt;5%, \\[1] &#123;\\{ x }}'
    """
    if not _SPECIAL.search(plain) and not (in_label and "]" in plain):
        return Inline(plain, plain)
    scripts = plain.count("~") + plain.count("^")
    is_script_open = scripts > _MANY_SCRIPTS or (scripts > 0 and _OPEN_SCRIPT.search(plain) is not None)
    is_keys_open = "++" in plain and _OPEN_KEYS.search(plain) is not None
    markdown: list[str] = []
    markup: list[str] = []
    end = 0
    for match in _SPECIAL.finditer(plain):
        between, sign = plain[end : match.start()], match[0]
        if (match["script"] is not None and not is_script_open) or (match["keys"] is not None and not is_keys_open):
            continue
        if match["backslash"] is not None:
            written, shown = f"\\{sign}", sign
        elif match["ordinal"]:
            written = shown = f"{sign[:-2]}{_reference(sign[-2])}{sign[-1]}"
        else:
            written = shown = _reference(sign)
            if sign in ">&" and _MEANINGLESS.match(plain, match.start()):
                written = sign
        markdown += (between, written)
        markup += (between, shown)
        end = match.end()
    faces = ("".join((*face, plain[end:])) for face in (markdown, markup))
    return Inline(*(face.replace("]", "&#93;") if in_label else face for face in faces))


def _reference(sign: str) -> str:
    return _NAMED.get(sign) or f"&#{ord(sign)};"


def prose(plain: str) -> Inline:
    """Plain text of one line in which each web address is a link, without punctuation that follows it.

    >>> prose("See https://example.org/a_(b).").markdown
    'See <https://example.org/a_(b)>.'
    """
    if "://" not in plain:
        return text(plain)
    pieces: list[Inline] = []
    end = 0
    for match in _ADDRESS.finditer(plain):
        address = _without_trailing(match[0])
        if address:
            pieces += (text(plain[end : match.start()]), _autolink(address))
            end = match.start() + len(address)
    return joined((*pieces, text(plain[end:])))


def _without_trailing(address: str) -> str:
    end, unopened = len(address), address.count(")") - address.count("(")
    while end and address[end - 1] in ".,:;!?')&":
        if address[end - 1] == ")":
            if unopened <= 0:
                break
            unopened -= 1
        end -= 1
    return address[:end]


def _autolink(address: str) -> Inline:
    """Return the address as a link, in which search engines see no recommendation: see `markdown_extension`."""
    encoded = _ENCODED.sub(lambda match: f"%{ord(match[0]):02X}", address).replace("&", "&amp;")
    return Inline(f"<{encoded}>", f'<a href="{encoded}" rel="nofollow">{encoded}</a>')


def formula(source: Formula) -> Inline:
    """Return a formula: its TeX and its MathML, or its plain text where the TeX is not safe between dollars."""
    markdown = f"${_RISKY_TEX.sub(' ', source.tex.strip())}$"
    is_readable = _FORMULA.fullmatch(markdown) and "`" not in source.tex
    return Inline(markdown, source.mathml) if is_readable and is_safe(source.tex) else text(source.plain)


def title(source: Text, *, in_label: bool = False) -> Inline:
    """Return a clean text with its formulas and scripts."""
    return joined(_piece(piece, lambda plain: text(plain, in_label=in_label)) for piece in pieces(source))


def sentences(source: Text) -> Inline:
    """Return a clean text with its formulas and scripts, and a link for each web address."""
    return joined(_piece(piece, prose) for piece in pieces(source))


def _piece(piece: str | Script | Formula, write: Callable[[str], Inline]) -> Inline:
    match piece:
        case str():
            return write(piece)
        case Script():
            inner = text(piece.text)
            return Inline(*(f"<{piece.tag}>{face}</{piece.tag}>" for face in inner))
    return formula(piece)


def joined(parts: Iterable[Inline], separator: str = "") -> Inline:
    """Return the parts in one line; `separator` is plain text without special characters."""
    parts = [part for part in parts if part.markdown]
    if not separator and any(part.markdown.endswith("$") for part in parts[:-1]):
        parts = [_after(before, part) for before, part in zip([None, *parts], parts, strict=False)]
    return Inline(separator.join([part.markdown for part in parts]), separator.join([part.html for part in parts]))


def filled(message: str, parts: Mapping[str, Inline]) -> Inline:
    """Return a message with its placeholders replaced by the parts of these names.

    >>> filled("See {page}.", {"page": code("x")}).markdown
    'See `x`.'
    """
    pieces = re.split(r"\{(\w+)\}", message)
    return joined(parts[piece] if place % 2 else text(piece) for place, piece in enumerate(pieces))


def _after(before: Inline | None, piece: Inline) -> Inline:
    """Return the piece after another: a dollar with a digit or dollar behind it ends no formula."""
    if before is None or not before.markdown.endswith("$"):
        return piece
    if piece.markdown.startswith("$"):
        return Inline(f" {piece.markdown}", f" {piece.html}")
    if piece.markdown[0].isdigit():
        reference = _reference(piece.markdown[0])
        return Inline(reference + piece.markdown[1:], reference + piece.html[1:])
    return piece


def link(label: Inline, path: str, attributes: Mapping[str, str] = NO_ATTRIBUTES) -> Inline:
    """Return a link to a file of `build/docs`, such as `papers/x.md`, also with a query or fragment."""
    href = target(path)
    found = {**attributes, "href": href} | ({"download": ""} if is_download(path) else {})
    markdown = f"[{label.markdown}]({href}){_attribute_list(attributes)}"
    return Inline(markdown, f"<a{html_attributes(found)}>{label.html}</a>")


def target(path: str) -> str:
    """Return a placeholder for a file of `build/docs` in a link, which `placed` replaces by a relative path."""
    return f"{_TARGET}{path}{_END}"


def foreign_link(label: str, address: str, rel: str = "") -> Inline:
    """Return a link to an address on the web that we chose. `rel` depends on its position: see `markdown_extension`."""
    encoded = _IN_PARENTHESES.sub(lambda match: f"%{ord(match[0]):02X}", address).replace("&", "&amp;")
    attribute = f' rel="{rel}"' if rel else ""
    label_ = text(label, in_label=True)
    return Inline(f"[{label_.markdown}]({encoded})", f'<a href="{encoded}"{attribute}>{label_.html}</a>')


def strong(inner: Inline) -> Inline:
    return Inline(f"**{inner.markdown}**", f"<strong>{inner.html}</strong>")


def emphasis(inner: Inline, attributes: Mapping[str, str] = NO_ATTRIBUTES) -> Inline:
    markdown = f"*{inner.markdown}*{_attribute_list(attributes)}"
    return Inline(markdown, f"<em{html_attributes(attributes)}>{inner.html}</em>")


def code(plain: str) -> Inline:
    """Return a command or name of ours, without backticks."""
    return Inline(f"`{plain}`", f"<code>{html.escape(plain, quote=False)}</code>")


def without_templates(markup: str) -> str:
    """Return HTML in which plugins of MkDocs find no templates.

    >>> without_templates("{{ a }} {b}")
    '&#123;{ a }} {b}'
    """
    return _TEMPLATE.sub("&#123;", markup)


def paragraph(inner: Inline, attributes: Mapping[str, str] = NO_ATTRIBUTES) -> Block:
    markdown, markup = _started(inner)
    below = f"\n{_attribute_list(attributes)}" if attributes else ""
    return Block(f"{markdown}{below}", f"<p{html_attributes(attributes)}>{markup}</p>")


def _attribute_list(attributes: Mapping[str, str]) -> str:
    """Return attributes as the extension `attr_list` reads them: `{: lang="en" }`."""
    return f"{{:{html_attributes(attributes)} }}" if attributes else ""


def html_attributes(attributes: Mapping[str, str]) -> str:
    """Return attributes in the order in which Python-Markdown writes them."""
    return "".join([f' {name}="{value}"' for name, value in sorted(attributes.items())])


def _started(inner: Inline) -> Inline:
    r"""Return the line with the escapes that it needs at the beginning of a block.

    >>> _started(Inline("1. a", "1. a")).markdown, _started(Inline("=== b", "=== b")).markdown
    ('1\\. a', '&#61;== b')
    """
    match = _START.match(inner.markdown)
    if match is None:
        return inner
    if match["reference"]:
        reference = _reference(match[0])
        return Inline(reference + inner.markdown[1:], reference + inner.html[1:])
    place = match.end() - 1
    return Inline(f"{inner.markdown[:place]}\\{inner.markdown[place:]}", inner.html)


class HeadingWriter(Protocol):
    """Writes the headings of one page."""

    def __call__(self, rank: int, inner: Inline, name: str = "") -> Block:
        """Return a heading with the id `name`, or with one made of its words."""


def heading_id(plain: str) -> str:
    """Return the id of a heading with this text, if no other of its page has the same.

    >>> heading_id("March 2026")
    'march-2026'
    """
    return str(slugify(plain, "-"))


def headings(taken: Iterable[str] = ()) -> HeadingWriter:
    """Return the writer of the headings of one page, by rank; no two have the same id."""
    ids = set(taken)

    def heading(rank: int, inner: Inline, name: str = "") -> Block:
        own = heading_id(_plain(inner.html))
        markdown = re.sub(r"(?<!\\)#", r"\\#", inner.markdown)
        markdown += f" {{: #{name} }}" if name not in ("", own) else ""
        name = unique(name or own, ids)
        markup = f'<h{rank} id="{name}">{inner.html}{_PERMALINK.format(name)}</h{rank}>'
        return Block(f"{'#' * rank} {markdown}", markup, (Heading(rank, name, _TAG.sub("", inner.html)),))

    return heading


def _plain(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup))


def bullets(items: Iterable[Inline]) -> Block:
    """Return a list of lines."""
    lines = [_started(item) for item in items]
    markdown = "\n".join(f"- {line.markdown}" for line in lines)
    markup = "\n".join(f"<li>{line.html}</li>" for line in lines)
    return Block(markdown, f"<ul>\n{markup}\n</ul>")


def ordered(items: Iterable[Inline]) -> Block:
    """Return a list of lines, numbered from 1."""
    lines = [_started(item) for item in items]
    markdown = "\n".join(f"{number}. {line.markdown}" for number, line in enumerate(lines, 1))
    markup = "\n".join(f"<li>{line.html}</li>" for line in lines)
    return Block(markdown, f"<ol>\n{markup}\n</ol>")


def tree(nodes: Iterable[Node]) -> Block:
    """Return a list of lines, each with those below it."""
    written: list[str] = []
    shown: list[str] = []
    for line, below in nodes:
        markdown, markup = _started(line)
        nested = tree(below) if below else Block("", "")
        written.append(f"- {markdown}")
        written += [f"    {inner}" for inner in nested.markdown.split("\n") if inner]
        shown.append(f"<li>{markup}{nested.html}\n</li>" if below else f"<li>{markup}</li>")
    return Block("\n".join(written), "<ul>\n" + "\n".join(shown) + "\n</ul>")


def item(blocks: Iterable[Block]) -> Block:
    """Return an item, of two blocks or more, for `bulleted` or `numbered`."""
    markdown, markup, _ = document(blocks)
    return Block(markdown.replace("\n", "\n    ").replace("\n    \n", "\n\n"), f"<li>\n{markup}\n</li>")


def bulleted(items: Iterable[Block]) -> Block:
    """Return a list of items that `item` wrote."""
    items = tuple(items)
    return Block("\n\n".join(f"-   {item.markdown}" for item in items), _listed("ul", items))


def numbered(items: Iterable[Block]) -> Block:
    """Return a list, numbered from 1, of items that `item` wrote."""
    items = tuple(items)
    marks = (f"{number}. ".ljust(4) for number in range(1, len(items) + 1))
    markdown = "\n\n".join(mark + item.markdown for mark, item in zip(marks, items, strict=True))
    return Block(markdown, _listed("ol", items))


def _listed(tag: str, items: Sequence[Block]) -> str:
    return f"<{tag}>\n" + "\n".join(item.html for item in items) + f"\n</{tag}>"


def folded(summary: Inline, blocks: Iterable[Block], attributes: Mapping[str, str] = NO_ATTRIBUTES) -> Block:
    """Return blocks that unfold below their summary. `attributes` are those of the element around both."""
    inner = document(blocks)
    around = html_attributes(attributes)
    markdown = (
        f"<details{around} markdown>\n<summary markdown>{summary.markdown}</summary>\n\n{inner.markdown}\n\n</details>"
    )
    markup = f"<details{around}>\n<summary>{summary.html}</summary>\n{inner.html}\n</details>"
    return Block(markdown, markup, inner.headings)


def document(blocks: Iterable[Block]) -> Block:
    """Return the blocks as one, separated by empty lines."""
    blocks = tuple(blocks)
    headings = tuple(heading for block in blocks for heading in block.headings)
    return Block("\n\n".join(block.markdown for block in blocks), "\n".join(block.html for block in blocks), headings)


def placed(block: Block, source: str, address_of: Callable[[str], str]) -> Block:
    """Return the block with its links relative to the page whose file is `source`.

    In Markdown they lead from file to file; in HTML, as MkDocs makes it, from address to address. `address_of` gives
    the address of a file without the slash at its beginning.
    """
    root = "../" * source.count("/")
    here = address_of(source).split("/")[:-1]
    markup = _LINK.sub(lambda match: _relative(address_of(match[1]), here) + match[2].replace("&", "&amp;"), block.html)
    return Block(block.markdown.replace(_TARGET, root).replace(_END, ""), markup, block.headings)


def converted(engine: Markdown, written: Block, source: str, address_of: Callable[[str], str]) -> Block:
    """Return a block of Markdown that people wrote with its HTML by Python-Markdown.

    Links are relative paths in the Markdown, and relative addresses, as MkDocs writes them, in the HTML.
    """
    markdown = placed(written, source, address_of).markdown
    html_source = placed(Block("", written.markdown), source, address_of).html
    markup = engine.reset().convert(html_source)
    return Block(markdown, markup, tuple(_toc_headings(getattr(engine, "toc_tokens", []))))


def _toc_headings(tokens: Sequence[Mapping[str, Any]]) -> Iterator[Heading]:
    for token in tokens:
        yield Heading(token["level"], token["id"], token["name"])
        yield from _toc_headings(token["children"])


def _relative(address: str, here: Sequence[str]) -> str:
    """Return the relative link to an address of the site from a page in the folders `here`, as MkDocs writes it.

    >>> _relative("papers/a/", ["tags", "b"]), _relative("tags/b/", ["tags", "b"]), _relative("tags/b/x.xml", ["tags"])
    ('../../papers/a/', './', 'b/x.xml')
    """
    if here and not address.startswith(here[0]):
        return "../" * len(here) + address
    *folders, name = address.split("/")
    common = 0
    for one, other in zip(folders, here, strict=False):
        if one != other:
            break
        common += 1
    steps = [".."] * (len(here) - common) + folders[common:]
    return "/".join([*(steps or ([] if name else ["."])), name])
