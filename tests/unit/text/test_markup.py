from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.markup import render
from generator.text.note_markdown import LANGUAGES
from generator.text.safe_html import CLASSES, MATHML_ATTRIBUTES, MATHML_TAGS


def to_html(markdown: str, root: str, top_heading: int = 2) -> str:
    return render(markdown, root, top_heading).html


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """What a browser would see: the start tags, with their attributes decoded."""
    found: list[tuple[str, dict[str, str | None]]] = []

    class Collector(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    collector = Collector()
    collector.feed(html)
    collector.close()
    return found


PLAIN = "blockquote br code dd del dl dt em h2 h3 h4 h5 h6 hr pre strong sub summary table tbody thead tr"
ALLOWED: dict[str, set[str]] = {
    **{tag: set() for tag in PLAIN.split()},
    **{tag: {"align"} for tag in ("td", "th")},
    **{tag: {"class"} for tag in ("div", "label", "p", "ul")},
    "a": {"class", "href", "rel", "title"},
    "abbr": {"title"},
    "details": {"class", "open"},
    "img": {"alt", "loading", "src", "title"},
    "input": {"aria-label", "checked", "disabled", "type"},
    "li": {"class", "id"},
    "ol": {"start"},
    "span": {"class", "data-linenos"},
    "sup": {"id"},
}


def assert_harmless(html: str) -> None:
    for tag, attributes in elements(html):
        if tag in MATHML_TAGS:
            assert set(attributes) <= MATHML_ATTRIBUTES
            continue
        assert set(attributes) <= ALLOWED[tag]
        target = (attributes.get("href") or "https:").strip().lower()
        assert target.startswith(("https:", "http:", "mailto:", "#", "../"))
        assert re.fullmatch(r"((\.\./)*[a-z0-9_~%./-]+\.[a-z]+)?", attributes.get("src") or "", re.I)
        assert re.fullmatch(r"(fn(ref\d*)?:[0-9a-f]{8}-\d+)?", attributes.get("id") or "")
        classes = (attributes.get("class") or "").split()
        assert all(one in CLASSES[tag] or re.fullmatch("language-[a-z0-9]+", one) for one in classes)
        if tag == "input":
            assert attributes["type"] == "checkbox"
            assert "disabled" in attributes


def test_markdown_becomes_html() -> None:
    html = to_html("# A\n\n- *b*\n\n| c | d |\n|---|---|\n| 1 | 2 |\n\n```python\ne\n```\n", root="../")
    assert {tag for tag, _ in elements(html)} >= {"h2", "ul", "li", "em", "table", "td", "pre", "code"}


@pytest.mark.parametrize(
    ("markdown", "top", "html"),
    [
        ("# A\n\n## B", 2, "<h2>A</h2><h3>B</h3>"),
        ("### A\n\n#### B", 2, "<h2>A</h2><h3>B</h3>"),
        ("# A\n\n###### B", 4, "<h4>A</h4><h5>B</h5>"),
        ("# A\n\n# B", 6, "<h6>A</h6><h6>B</h6>"),
        ("### A\n\n###### B\n\n#### C\n\n# D", 2, "<h2>A</h2><h3>B</h3><h3>C</h3><h2>D</h2>"),
    ],
)
def test_no_rank_of_heading_is_skipped(markdown: str, top: int, html: str) -> None:
    assert to_html(markdown, root="", top_heading=top) == html


@pytest.mark.parametrize(("root", "target"), [("../../", "../../tags/"), ("", "tags/")])
def test_links_from_the_root_lead_there_wherever_the_site_stands(root: str, target: str) -> None:
    assert f'href="{target}"' in to_html("[t](/tags/)", root)


@pytest.mark.parametrize("target", ["https://a.org/?b=1&amp;c=2", "http://a.org", "mailto:a@b.org", "#here"])
def test_links_to_the_web_mail_and_this_page_stay(target: str) -> None:
    assert f'href="{target}"' in to_html(f"[t]({target})", "../")


def test_a_bare_mail_address_is_a_link() -> None:
    assert 'href="mailto:a@b.org"' in to_html("<a@b.org>", "../")


@pytest.mark.parametrize(
    "markdown",
    ["[t](https://a.org)", "[t](HTTPS://a.org)", "<https://a.org>", "[t][1]\n\n[1]: https://a.org", "<a@b.org>"],
)
def test_links_give_their_target_no_hold_on_us(markdown: str) -> None:
    assert to_html(markdown, "../").count('rel="noopener nofollow ugc"') == 1


def test_links_within_the_site_are_ours() -> None:
    assert "rel=" not in to_html("[t](/tags/)", "../")


@pytest.mark.parametrize("target", ["http://[", "relative/page", "//evil.org", "ftp://a.org", "", "?a"])
def test_a_link_elsewhere_is_only_its_text(target: str) -> None:
    [_, (tag, attributes)] = elements(to_html(f"[text]({target})", "../"))
    assert (tag, "href" in attributes) == ("a", False)


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.org/x.js>",
        "a <script\n>alert(1)</script\n>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href=javascript:alert(1)>x</a>",
        "<div style=position:fixed onclick=alert(1)>x</div>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext></p><style><img src=x onerror=alert(1)>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<?php echo 1 ?><img src=x>",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](java\\\nscript:alert(1))",
        "[x]( javascript:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](/javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://a.org "t\\" onmouseover=alert(1) ")',
        '[x](https://a.org"onmouseover="alert(1))',
        "![x](javascript:alert(1))",
        '![x"onerror="alert(1)](x)',
        "[![x](javascript:alert(1))](https://a.org)",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\text{<script>alert(1)</script>}$",
        r"$\text{&#60;img src=x onerror=alert(1)&#62;}$",
        r'[x](https://a.org/$x"onclick="alert(1)$)',
        r'[x](https://a.org "$\alpha$ onclick=alert(1)")',
        "`<script>alert(1)</script>`",
        '```"onclick=alert(1) <img src=x>\nx\n```',
        "```{onclick=alert(1)}\nx\n```",
        "# x {onclick=alert(1)}",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "\x02klzzwxh:0000\x03<script>",
        "</div></main><script>alert(1)</script>",
        "{{ config.extra }}{% raw %}<img src=x>",
        "--8<-- '/etc/passwd'",
        "|a|\n|-|\n|<img src=x onerror=alert(1)>|",
        "> <base href=//evil>\n> <meta http-equiv=refresh content=0>",
        "<form action=//evil><input name=x></form>",
        "!!! evil md-header ps-nav\n    x",
        '!!! note "<img src=x onerror=alert(1)>"\n    x',
        '??? tip "x\\" onclick=alert(1)"\n    <script>alert(1)</script>',
        "??? md-overlay\n    x",
        "- [x] <input onfocus=alert(1) autofocus>\n- [ ] ![x](javascript:alert(1))",
        'x[^"><script>]\n\n[^"><script>]: <img src=x onerror=alert(1)>',
        "x[^content]\n\n[^content]: [y](javascript:alert(1))",
        '```python title="<img src=x onerror=alert(1)>" onclick="alert(1)"\n</code></pre><script>a</script>\n```',
        "```html\n<script>alert(1)</script>\n```",
        "``` {.md-header #content onclick=alert(1) data-x=y}\nx\n```",
        '```"><script>\nx\n```',
        "```mermaid\ngraph LR; A-->B\n```",
        '```python linenums="1" hl_lines="1"\n</span><img src=x onerror=alert(1)>\n```',
        '![x](/../a.png"onerror="alert(1))',
        '![x](/a.png "t" onerror=alert(1)")',
        "![x](/../a.svg#<script>) ![x](/../javascript:alert(1).png)",
        '!["onerror=alert(1)](/a.png)',
        "Term\n:   <script>alert(1)</script>",
        '=== "Tab"\n    <script>alert(1)</script>',
        "x { onclick=alert(1) }\n\n# y {#content .md-header}",
        "*[HTML]: <script>\n\nHTML ++ctrl++ ==x== ~~y~~",
    ],
)
@pytest.mark.parametrize("root", ["", "../../"])
def test_hostile_markdown_is_harmless(markdown: str, root: str) -> None:
    html = to_html(markdown, root)
    assert_harmless(html.replace('href="tags', 'href="../tags'))


def test_raw_html_is_shown_as_the_text_it_is() -> None:
    assert to_html("<b>x</b>", "") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[![A plot](https://a.org/p.png)](/tags/)", '<a href="../tags/"><span>A plot</span></a>'),
        ('![](https://a.org/p.png "A plot")', '<a href="https://a.org/p.png" rel="{}" title="A plot">A plot</a>'),
        ("![](/../p.png)", '<a href="../../p.png">picture</a>'),
        ("![](//a.org/p.png)", '<a rel="{}">picture</a>'),
        ("![](/p.html)", '<a href="../p.html">picture</a>'),
        ("![A plot](p.png)", '<a rel="{}">A plot</a>'),
    ],
)
def test_a_picture_of_another_host_is_a_link_with_its_words(markdown: str, html: str) -> None:
    assert to_html(markdown, "../") == f"<p>{html.format('noopener nofollow ugc')}</p>"


@pytest.mark.parametrize(("root", "source"), [("../../", "../../assets/p.png"), ("", "assets/p.png")])
def test_a_picture_of_the_site_is_shown(root: str, source: str) -> None:
    rendered = render('![A plot](/assets/p.png "Costs")', root)
    assert rendered.html == f'<p><img alt="A plot" loading="lazy" src="{source}" title="Costs"></p>'
    assert rendered.targets == ("/assets/p.png",)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            '!!! warning "Mind *this*"\n    Text.',
            '<div class="admonition warning"><p class="admonition-title">Mind <em>this</em></p><p>Text.</p></div>',
        ),
        (
            "!!! evil md-header\n    Text.",
            '<div class="admonition"><p class="admonition-title">Evil</p><p>Text.</p></div>',
        ),
        ('??? tip "Fold"\n    Text.', '<details class="tip"><summary>Fold</summary><p>Text.</p></details>'),
        ("???+ note\n    Text.", '<details class="note" open="open"><summary>Note</summary><p>Text.</p></details>'),
        ("Term\n:   Meaning", "<dl>&#10;<dt>Term</dt>&#10;<dd>Meaning</dd>&#10;</dl>"),
        ("a ~~b~~ ==c==", "<p>a ~~b~~ ==c==</p>"),
    ],
)
def test_material_s_blocks_are_understood(markdown: str, html: str) -> None:
    assert to_html(markdown, "") == html


def test_tables_align_their_columns() -> None:
    assert '<th align="right">b</th>' in to_html("|a|b|\n|-|-:|\n|1|2|", "")


def test_tasks_are_boxes_that_nobody_can_tick() -> None:
    html = to_html("- [ ] a\n- [x] b", "")
    boxes = [attributes for tag, attributes in elements(html) if tag == "input"]
    assert [set(box) - {"type", "aria-label", "disabled"} for box in boxes] == [set(), {"checked"}]
    assert html.startswith('<ul class="task-list">&#10;<li class="task-list-item"><label class="task-list-control">')


def test_footnotes_lead_there_and_back_with_ids_of_their_own() -> None:
    one, other = (to_html(f"{word}[^a] and[^b] again[^a].\n\n[^a]: First.\n[^b]: Second.", "") for word in ("x", "y"))
    ids = [attributes["id"] for tag, attributes in elements(one) if "id" in attributes]
    links = [attributes["href"] for tag, attributes in elements(one) if tag == "a"]
    assert len(ids) == len(set(ids)) == 5
    assert {(link or "")[1:] for link in links} == set(ids)
    assert not set(ids) & {attributes["id"] for _, attributes in elements(other) if "id" in attributes}
    assert render("x[^a]\n\n[^a]: First.", "").targets == ()


def test_code_is_highlighted_with_a_title_numbers_and_marked_lines() -> None:
    html = to_html('```python title="a&b.py" linenums="7" hl_lines="2"\nx = 1\ny = "<b>"\n```', "")
    assert html == (
        '<div class="language-python highlight"><span class="filename">a&amp;b.py</span><pre><span></span><code>'
        '<span class="linenos" data-linenos="7 "></span><span class="n">x</span> <span class="o">=</span> '
        '<span class="mi">1</span>&#10;<span class="hll"><span class="linenos" data-linenos="8 "></span>'
        '<span class="n">y</span> <span class="o">=</span> <span class="s2">"&lt;b&gt;"</span>&#10;</span>'
        "</code></pre></div>"
    )


@pytest.mark.parametrize("language", ["", "brainfuck", "mermaid", "no-such"])
def test_code_in_other_languages_is_shown_as_it_is(language: str) -> None:
    html = to_html(f"```{language}\n$x$ <b>\n```", "")
    assert html == '<div class="language-text highlight"><pre><span></span><code>$x$ &lt;b&gt;&#10;</code></pre></div>'


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_lexer_takes_long(language: str) -> None:
    began = time.process_time()
    for piece in ("(", '"', "\\", "/*", "<", "{", "a", "0", "`", "a "):
        to_html(f"```{language}\n" + f"{piece * (390 // len(piece))}\n" * 8 + "```", "")
    assert time.process_time() - began < 8


def test_code_with_a_long_line_is_in_one_colour() -> None:
    """Lexers take quadratic time over a line: that of makefiles half a minute for 20,000 letters."""
    assert '<span class="n">' not in to_html(f"```python\nx = 1\n{'a' * 500}\n```", "")


X_1 = '<math display="inline"><mrow><msub><mi>x</mi><mn>1</mn></msub></mrow></math>'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a $x_1$ *b* $x_1$", f"a {X_1} <em>b</em> {X_1}"),
        ("$x_1$**b**", f"{X_1}<strong>b</strong>"),
        (r"\(c\) [x]\(y\)", "(c) [x](y)"),
        ("costs $5 and US$ 6, US$5 to C$ 7", "costs $5 and US$ 6, US$5 to C$ 7"),
        (r"$\alpha `x_1` \beta{$", r"$\alpha <code>x_1</code> \beta{$"),
        (r"$\text{a `b` c}$", r"$\text{a <code>b</code> c}$"),
        ("*a_1 $x_1$ a_1*", f"<em>a_1 {X_1} a_1</em>"),
        ("[$x_1$](/a/)", f'<a href="a/">{X_1}</a>'),
        ("`$x_1$`", "<code>$x_1$</code>"),
        ("$5 and $10, *a* $ b $", "$5 and $10, <em>a</em> $ b $"),
        (r"\$x_1\$", "$x_1$"),
        (r"$\frac{$ and $x_1$", r"$\frac{$ and " + X_1),
        (r"$\frac{a_1*b_2*c$", r"$\frac{a_1*b_2*c$"),
        ("so\n$$\nx_1\n$$\nholds", "so&#10;" + X_1.replace("inline", "block") + "&#10;holds"),
        (r"$$\left\{ x_{a} * y", r"$$\left{ x_{a} * y"),
        ("`$$x$$` $$$ 5$$", "<code>$$x$$</code> $$$ 5$$"),
        ("$*a*", "$<em>a</em>"),
        (
            "$a <b> c$",
            '<math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi><mo>&gt;</mo><mi>c</mi></mrow></math>',
        ),
    ],
)
def test_what_stands_between_dollars_is_a_formula_where_it_is_one(markdown: str, html: str) -> None:
    assert to_html(markdown, "") == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "address", ["https://a.org/x?$top=5&amp;$skip=3", "https://a.org/$x$/y.png", "/$x$/", "https://a.org/$$x$$"]
)
def test_dollars_of_an_address_are_its_own(address: str) -> None:
    rooted = address.removeprefix("/")
    for markdown in (f"[x]({address})", f"[x]({address} 't $x$')", f"![x]({address})", f"[x][1]\n\n[1]: {address}"):
        assert f'href="{rooted}"' in to_html(markdown, "")
    assert "<math" not in to_html("<https://a.org/$x$>", "")


@pytest.mark.parametrize("environment", ["aligned", "pmatrix", "cases"])
def test_environments_are_set(environment: str) -> None:
    assert "<mtable" in to_html(rf"$$\begin{{{environment}}} a & b \\ c & d \end{{{environment}}}$$", "")


def test_an_unknown_environment_stays_as_it_was_typed() -> None:
    assert render(r"$$\begin{gathered} a \\ b \end{gathered}$$", "").unset != ()


def test_references_bring_nothing_back_that_is_not_seen() -> None:
    assert to_html("a&#x202e;b &#1; &amp;#x202e; $\\text{&amp;#x202e;b}$", "").isprintable()


def test_formulas_that_cannot_be_set_are_reported() -> None:
    markdown = r"$\frac{$, $x_1$, $5 and $6, `$\b{$` and $$\sqrt[$$"
    assert set(render(markdown, "").unset) == {r"$\frac{$", r"$$\sqrt[$$"}


def test_formulas_without_end_are_left_as_they_are() -> None:
    html = to_html("$x_1$ " * 600, "")
    assert (html.count("<math"), html.count("$x_1$")) == (500, 100)


def test_text_cannot_be_reordered_or_hidden() -> None:
    assert to_html("safe \u202egnp.exe\u202c and\u200b\u3164 seen", "") == "<p>safe gnp.exe and seen</p>"


@pytest.mark.parametrize("markdown", ["a\n\n\nb", "```\na\n\n\nb\n```", "- a\n\n- b"])
def test_no_empty_line_ends_the_block_of_html(markdown: str) -> None:
    assert "\n\n" not in to_html(markdown, "")


@given(st.text() | st.text(alphabet="ab[]()<>!?=+^:{}*_`\"'&#:/\\|-\n =javscript${}^", max_size=80))
def test_no_text_raises_or_harms(markdown: str) -> None:
    assert_harmless(to_html(markdown, "../"))
