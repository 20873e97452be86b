from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.markup import render
from generator.text.safe_html import MATHML_ATTRIBUTES, MATHML_TAGS


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


def assert_harmless(html: str) -> None:
    allowed = set(
        "a abbr blockquote br code dd del dl dt em h2 h3 h4 h5 h6 hr li ol p pre strong sub sup table tbody td th "
        "thead tr ul".split()
    )
    for tag, attributes in elements(html):
        if tag in MATHML_TAGS:
            assert set(attributes) <= MATHML_ATTRIBUTES
            continue
        assert tag in allowed
        assert set(attributes) <= {"href", "title", "rel", "start", "align"}
        target = (attributes.get("href") or "https:").strip().lower()
        assert target.startswith(("https:", "http:", "mailto:", "#", "../"))


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
        ("[![A plot](https://a.org/p.png)](/tags/)", '<a href="../tags/">A plot</a>'),
        ('![](https://a.org/p.png "A plot")', '<a href="https://a.org/p.png" rel="{}" title="A plot">A plot</a>'),
        ("![](/p.png)", '<a href="../p.png">picture</a>'),
        ("![A plot](p.png)", '<a rel="{}">A plot</a>'),
    ],
)
def test_a_picture_is_a_link_with_its_words(markdown: str, html: str) -> None:
    assert to_html(markdown, "../") == f"<p>{html.format('noopener nofollow ugc')}</p>"


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


def test_formulas_that_cannot_be_set_are_told() -> None:
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


@given(st.text() | st.text(alphabet="ab[]()<>!*_`\"'&#:/\\|-\n =javscript${}^", max_size=80))
def test_no_text_raises_or_harms(markdown: str) -> None:
    assert_harmless(to_html(markdown, "../"))
