from __future__ import annotations

import html
import re
import time
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.clean import beyond_budget, clean_name, clean_text, pieces, remaining_tex, text_as_written
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
        (
            r"\verb|a_b|, \S 3, 5\textdegree C, and\slash or, \textbeta-sheets, $k$\nobreakdash-means",
            "a_b, §3, 5°C, and/or, β-sheets, k-means",
        ),
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
        (r"Ly{\ensuremath{\alpha}} of 10\textsuperscript{6} CO\textsubscript{2}", "Lyα of 10⁶ CO₂"),
        (r"12{\pounds} x{\textbar}y, 3{\%} {\textless} q {\textgreater} 0.5", "12£ x|y, 3% < q > 0.5"),
        (r"\texorpdfstring{$\alpha$}{alpha}-stable {$\beta$}-VAE", "α-stable β-VAE"),
        (r"a\footnote{b c} \href{https://a.org}{here}", "a (b c) here (https://a.org)"),
        (r"\href{https://a.org}{https://a.org}", "https://a.org"),
        (r"\frac{a}{b} \ne \mathbb{R}, \mathcal{O}(n \log n)", "a/b ≠ ℝ, 𝒪(n log n)"),
        (
            r"(\eg trees, \ie birches) by A \etal. and \etal\ say",
            "(e.g. trees, i.e. birches) by A et al. and et al. say",
        ),
        (r"{\em a} {\large b} \textcolor{red}{c}\xspace d", "a b cd"),
        (r"5{\,}000 \alpha{}x {\ss}", "5 000 αx ß"),
        ("1M~60M", "1M~60M"),
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
        "a {set} of 100% {x}",
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


@pytest.mark.parametrize(
    ("raw", "html"),
    [
        ("a <b>&amp;</b>, p < 0.05", "a &lt;b&gt;&amp;amp;&lt;/b&gt;, p &lt; 0.05"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<jats:p>A<sub>b</jats:p>", "A&lt;sub&gt;b"),
    ],
)
def test_html_in_prose_is_shown_as_text(raw: str, html: str) -> None:
    assert clean_text(raw).html == html


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("T^2PO: T^{2} and T$^2$", "T²PO: T² and T²"),
        ("360^{circ}, 360^circ, 90^\\circ", "360°, 360°, 90°"),
        ("O(ell^{-β}) and 10^-4", "O(ℓ^(-β)) and 10⁻⁴"),
        ("MCTS* and G_F, Li_2, CO_2, H_2O", "MCTS* and G_F, Li₂, CO₂, H₂O"),
        ("V_{0.5} and h_{i+1}", "V_0.5 and h_(i+1)"),
        ("256{times}256, 4{times}, 0.23times of 2^3", "256×256, 4×, 0.23× of 2³"),
        ("R^2{=}0.86, {sim}1K", "R²=0.86, ∼1K"),
        ("q_i propto p_i^{,old} exp(u_i)", "q_i ∝ p_i^(,old) exp(u_i)"),
        ("z_{t}rightarrow z_{0}, p_c approx 0.5", "z_t → z₀, p_c ≈ 0.5"),
        ("m gg n with C_{Phi circ Psi}", "m ≫ n with C_(Φ∘Ψ)"),
        ("d_k times d_v by v_t^top, λ^star", "d_k × d_v by v_t^⊤, λ^⋆"),
        ("mathcal{O}(C_Phi/m), mathbb{R}^d", "𝒪(C_Φ/m), ℝ^d"),
        ("a pair langle P_u, B rangle", "a pair ⟨P_u, B⟩"),
        ("p_θ(y mid x), sum_k w_k", "p_θ(y | x), ∑_k w_k"),
        ("can be {it misaligned}, $textbf{a} and textbf{b}$", "can be misaligned, a and b"),
        ("{F}_t on {W}", "F_t on W"),
        ("V^* and (q^{*},s^{*})", "V* and (q*,s*)"),
    ],
)
def test_mathematics_that_lost_its_tex_is_set(raw: str, plain: str) -> None:
    assert clean_text(raw).plain == plain


@pytest.mark.parametrize(
    "raw",
    [
        "ai_parse_document, down_proj, top_k and my_var_1 of x_1.py",
        "https://example.org/a_1?b^2 and me_1@example.org",
        "`x_1^2` stays code",
        "^_^ and >_< and __main__",
        "sim-to-real in 3 times; a star at the top",
        "the mid-term lambda and the pi of x^",
        "--resume and <!-- a -->",
        "approx. x_{",
        "16 Times, mid and in {braces} and {in}",
    ],
)
def test_code_addresses_and_words_are_no_lost_mathematics(raw: str) -> None:
    assert clean_text(raw).plain == raw


def test_scripts_are_elements_of_html() -> None:
    assert clean_text("G_F^{a<b}").html == "G<sub>F</sub><sup>a&lt;b</sup>"
    assert clean_text(r"CO\textsubscript{x}").html == "CO<sub>x</sub>"
    assert clean_text("H<sub>2</sub>O<sub></sub><sup>a&b</sup>").html == "H₂O<sup>a&amp;b</sup>"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Yang--Mills, pp. 11--19", "Yang–Mills, pp. 11–19"),
        ("a set -- of three --- things---here", "a set – of three — things—here"),
    ],
)
def test_hyphens_in_a_row_are_dashes(raw: str, plain: str) -> None:
    assert clean_text(raw).plain == plain


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
        assert tag in MATHML_TAGS | {"sub", "sup"}
        assert not any(name.startswith("on") for name in attributes)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\\{}`~$&<^_")))
def test_plain_prose_keeps_all_its_words(raw: str) -> None:
    assert words(clean_text(raw).plain) == words(raw)


@given(st.text(alphabet="ab1 $%_.,-#", max_size=40))
def test_prose_with_money_keeps_all_its_words(raw: str) -> None:
    assert "".join(words(unicodedata.normalize("NFKC", clean_text(raw).plain))) == "".join(words(raw))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Co"])))
def test_text_without_tex_is_unchanged(raw: str) -> None:
    plain = re.sub(r"[\\{}`~$&<^_]|--+", "", raw)
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
        "a",
        "a_",
        "a^{",
        "x_{a}^{b} ",
        "<i>",
        "<i></b>",
        "<sub>a",
        "&",
        "&a",
        "@",
        "a@",
        "textbf{",
        "{it ",
        "mathcal{a}",
        "\\ensuremath{",
        "{\\ensuremath{{",
        "\\texorpdfstring{{",
        "{$a",
        "$a{b}",
        "--",
        "a--",
        "propto",
        "langle ",
        "{times}",
        "\\textsuperscript{a}",
        "\\frac ",
    ],
)
def test_the_time_grows_with_the_size(piece: str) -> None:
    began = time.process_time()
    clean_text(piece * (20_000 // len(piece)))
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (r"Erd\H{o}s", "Erdős"),
        ("AT&T", "AT&T"),
        ("{OpenAI}", "{OpenAI}"),
        (r"Gau\ss{}ner", "Gaußner"),
        (r"\L ukasz \L{}ukasz {\L}ukasz", "Łukasz Łukasz Łukasz"),
        (r"\O stergaard", "Østergaard"),
        (r"\v{S}afa \v Safa", "Šafa Šafa"),
        (r"\'Etienne", "Étienne"),
        (r"\AA ngstr{\"o}m", "Ångström"),
    ],
)
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


def test_a_digest_has_a_budget_of_tex() -> None:
    texts = [f"$a_{{{number}}}$ of prose" * 20 for number in range(1_000)]
    unread = beyond_budget(texts)
    assert unread == texts[-len(unread) :]
    assert 500 < len(unread) < 900
    assert beyond_budget(["plain prose " * 50_000]) == []
    assert beyond_budget([r"\e" * 50_000, "plain", "T^2"]) == [r"\e" * 50_000]


def test_a_large_digest_has_a_larger_budget() -> None:
    assert (
        beyond_budget(f"{number}: an abstract with $x_{{{number}}}$, 5\\%" + " prose" * 200 for number in range(9_000))
        == []
    )


def test_a_text_as_written_is_escaped_and_has_no_formula() -> None:
    text = text_as_written("a  $x^2$ <b> T^2")
    assert (text.plain, text.html, text.formulas) == ("a $x^2$ <b> T^2", "a $x^2$ &lt;b&gt; T^2", ())


@pytest.mark.parametrize("piece", ["$a{}$ ", r"\e{} ", r"{{\it a{}}} ", r"$\frac{{a}}{{{}}}$ "])
def test_a_megabyte_of_tex_is_cleaned_in_seconds(piece: str) -> None:
    titles = [" ".join(piece.format(f"{row}_{place}") for place in range(60)) for row in range(5_000)]
    titles = titles[: 1_000_000 // len(titles[0])]
    began = time.process_time()
    unread = set(beyond_budget(titles))
    for title in dict.fromkeys(titles):
        if title not in unread:
            clean_text(title)
    assert time.process_time() - began < 6


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (r"our \method, and \Ours on C:\temp", [r"\method", r"\Ours"]),
        (r"a \foo{x}{y} of x_{a{bc}} and x^{{bc}}", [r"\foo{x}{y}", "x_{a{bc}}", "x^{{bc}}"]),
        (r"$\alpha_1$, T^2, \emph{a}, `\code^2`, https://example.org/a^2, ai_parse_document, ^_^", []),
    ],
)
def test_tex_that_is_shown_as_written_is_listed(raw: str, words: list[str]) -> None:
    assert remaining_tex(raw) == words


def test_thousands_of_blanks_are_cleaned_at_once() -> None:
    began = time.process_time()
    assert clean_text(f"a^2 is{' ' * 19_000}b").plain == "a² is b"
    assert time.process_time() - began < 0.5
