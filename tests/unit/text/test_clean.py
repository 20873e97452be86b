from __future__ import annotations

import html
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.clean import clean_name, clean_text, pieces
from generator.text.safe_html import MATHML_TAGS


def tags_of(markup: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []

    class Collector(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, [name for name, _ in attrs]))

    collector = Collector()
    collector.feed(markup)
    collector.close()
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("``quotes''", "“quotes”"),
        (r"T\"ULU", "TÜLU"),
        (r"na\"{\i}ve", "naïve"),
        (r"18.90\%", "18.90%"),
        (r"\textbf{L}azy", "Lazy"),
        (r"{\it x}", "x"),
        (r"\url{https://a.org/b_c}", "https://a.org/b_c"),
        (r"Erd\H{o}s", "Erdős"),
        (r"\alpha-stable", "α-stable"),
        (r"it\'s", "it's"),
        (r"\emph{a \textbf{b} c}", "a b c"),
        ("Fig.~1", "Fig. 1"),
        (r"\$5 and \$10", "$5 and $10"),
        (r"a \& b", "a & b"),
    ],
)
def test_tex_becomes_unicode(raw: str, clean: str) -> None:
    assert clean_text(raw).plain == clean


@pytest.mark.parametrize(
    "raw",
    [
        "MCTS* and G_F, <5% of P(y|x) or `x'",
        "$5 and $10",
        "$5% of 3$ now",
        "from $3M to $4M",
        "mathcal{O}(C_Phi)",
        "a {set} of 100% x^2",
        r"\unknownmacro{x} y",
        r"\end{x} a b",
        r"\href{a}{b} c",
        "C:\\",
        r"\verb",
        "~10 of ~20",
        "a % b",
        "#1 & co",
        "**not bold** and _not italic_",
    ],
)
def test_what_is_not_certainly_tex_stays_as_written(raw: str) -> None:
    assert clean_text(raw).plain == raw


def test_math_becomes_mathml_in_html_and_unicode_in_plain() -> None:
    text = clean_text(r"a $\ell_2$ norm")
    assert text.plain == "a ℓ_2 norm"
    assert text.html.startswith("a <math")
    assert text.html.endswith("</math> norm")


@pytest.mark.parametrize("raw", ["$5 and $10", "costs $x and $y", "$ a $", "$mathcal{O}(n)$", "$$", "$x"])
def test_money_and_broken_math_is_no_math(raw: str) -> None:
    assert "<math" not in clean_text(raw).html


def test_html_in_prose_is_shown_as_text() -> None:
    assert clean_text("a <b>&amp;</b>").html == "a &lt;b&gt;&amp;amp;&lt;/b&gt;"


def test_tex_commands_around_nothing_are_kept() -> None:
    assert clean_text(r"{\bf}").plain == r"{\bf}"


@pytest.mark.parametrize(
    "formula",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<script>alert(1)</script>}",
        r"<img src=x onerror=alert(1)>",
        r"\class{x}{y}",
        r"\style{background:url(//evil)}{y}",
        r"x</math><script>alert(1)</script>",
        r'\text{"><svg onload=alert(1)>}',
        r"\mathrm{</math><a href=javascript:1>x}",
    ],
)
def test_hostile_math_holds_nothing_but_mathml(formula: str) -> None:
    for raw in (f"a ${formula}$ b", rf"a \({formula}\) b"):
        for tag, attributes in tags_of(clean_text(raw).html):
            assert tag in MATHML_TAGS
            assert not any(name.startswith(("on", "href", "src", "style", "xlink")) for name in attributes)


@given(st.text() | st.text(alphabet="ab1 $\\{}%~`'\"_^&#()[]<>/|-\n", max_size=60))
def test_no_text_raises_and_html_has_no_tag_but_mathml(raw: str) -> None:
    for tag, attributes in tags_of(clean_text(raw).html):
        assert tag in MATHML_TAGS
        assert not any(name.startswith("on") for name in attributes)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\\{}`~$")))
def test_plain_prose_keeps_all_its_words(raw: str) -> None:
    assert words(clean_text(raw).plain) == words(raw)


@given(st.text(alphabet="ab1 $%_.,-&#", max_size=40))
def test_prose_with_money_keeps_all_its_words(raw: str) -> None:
    assert "".join(words(clean_text(raw).plain)) == "".join(words(raw))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Co"])))
def test_text_without_tex_is_unchanged(raw: str) -> None:
    plain = re.sub(r"[\\{}`~$]", "", raw)
    assert clean_text(plain).plain == " ".join(plain.split())


@pytest.mark.parametrize(
    "piece",
    [
        "{",
        "}",
        "$",
        "\\(",
        "``",
        "\\textbf{",
        "{\\it ",
        "\\",
        "a } \\o ",
        "$a_{",
        "\\verb|",
        "\\begin{x} ",
        "\\'",
        "~",
        "''",
    ],
)
def test_the_time_grows_with_the_size(piece: str) -> None:
    began = time.process_time()
    clean_text(piece * (20_000 // len(piece)))
    assert time.process_time() - began < 4


@pytest.mark.parametrize(("raw", "name"), [(r"Erd\H{o}s", "Erdős"), ("AT&T", "AT&T"), ("{OpenAI}", "{OpenAI}")])
def test_names_lose_their_tex(raw: str, name: str) -> None:
    assert clean_name(raw) == name


@pytest.mark.parametrize(
    "torn", [r"\frac{" * 40, r"\sqrt[" * 40, r"\footnote[{" * 40, r"\frac{]" * 40, r"\frac}{" * 40, r"\cite[a][b" * 40]
)
def test_brackets_that_nothing_closes_are_left_as_they_are(torn: str) -> None:
    """The parser's time doubles with each: forty would take it years."""
    assert clean_text(f"A {torn}").plain == f"A {torn}"
    assert "frac" in clean_text(rf"A $\frac {torn} b$").plain


@pytest.mark.parametrize("interval", ["[0, 1)", "(0, 1]", "[0,1["])
def test_half_open_intervals_are_no_torn_tex(interval: str) -> None:
    many = ", ".join([interval] * 20)
    assert clean_text(rf"T\"ULU on {many}").plain == f"TÜLU on {many}"


@pytest.mark.parametrize("raw", [r"A $x_1$ & \(y\)2 <b> \textbf{z} $5 and $10", "R&D <i>", "$x$", r"\(a\)\(b\)"])
def test_the_pieces_of_a_text_are_its_html(raw: str) -> None:
    text = clean_text(raw)
    parts = [html.escape(piece, quote=False) if isinstance(piece, str) else piece.mathml for piece in pieces(text)]
    assert "".join(parts) == text.html
    assert len(text.formulas) == text.html.count("<math")
