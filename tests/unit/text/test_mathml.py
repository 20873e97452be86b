from __future__ import annotations

import html
import re

import pytest

from generator.text.formulas import read_formula


def to_mathml(tex: str) -> str:
    formula = read_formula(tex)
    return formula.mathml if formula else ""


@pytest.mark.parametrize(
    ("tex", "apart"),
    [
        (r"n\log n", "n log n"),
        (r"\log_2 n", "log2 n"),
        (r"2\sin^2 x", "2 sin2 x"),
        (r"\log(n)", "log(n)"),
        (r"-\log\left|x\right|", "−log|x|"),
        (r"\log\log\frac{a}{b}", "log log ab"),
        (r"ab", "ab"),
    ],
)
def test_names_of_functions_stand_apart(tex: str, apart: str) -> None:
    mathml = to_mathml(tex)
    assert re.sub(r"<[^>]*>", "", mathml.replace("<mspace", " <mspace")) == apart


@pytest.mark.parametrize(
    "tex", [r"\arg\max_x f", r"\argmin_{x} f(x)", r"\softmax(x)", r"\begin{aligned}a\end{aligned}"]
)
def test_commands_that_latex2mathml_lacks_are_set(tex: str) -> None:
    assert to_mathml(tex)


@pytest.mark.parametrize("tex", [r"\argmax_x f", r"\begin{cases}a\\arg\end{cases}", r"\min_x\sum_i x_i"])
def test_commands_of_latex2mathml_are_its_own(tex: str) -> None:
    shown = re.sub(r"<[^>]*>", "", to_mathml(tex))
    assert shown
    assert "operatorname" not in shown
    assert "argmax" not in shown


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\mathbb{R}", "ℝ"),
        (r"\mathbb{RN}", "ℝℕ"),
        (r"\mathbb{1}", "𝟙"),
        (r"\mathcal{N}", "𝒩"),
        (r"{\cal L}", "ℒ"),
        (r"\mathscr{L}", "ℒ"),
        (r"\mathfrak{C}", "ℭ"),
        (r"\mathbf{x}", "𝐱"),
        (r"\bm{x}", "𝒙"),
        (r"\boldsymbol{\theta}", "𝜽"),
        (r"\mathit{h}", "ℎ"),
        (r"\mathsf{A}", "𝖠"),
        (r"\mathrm{KL}", "KL"),
        (r"\mathtt{ReLU}", "ReLU"),
        (r"\textbf{bold}", "bold"),
    ],
)
def test_alphabets_are_letters_that_browsers_have(tex: str, shown: str) -> None:
    mathml = to_mathml(tex)
    assert re.sub(r"<[^>]*>", "", mathml) == shown
    assert "mathvariant" not in mathml


def test_a_single_upright_letter_says_so() -> None:
    assert '<mi mathvariant="normal">d</mi>' in to_mathml(r"\mathrm{d}x")


@pytest.mark.parametrize(
    "tex",
    [
        r"\rule{900cm}{900cm}x",
        r"\hspace{90em}x",
        r"\hskip 900cm x",
        r"\kern900cm x",
        r"\raise 9cm x",
        r"\mspace{900mu}x",
        r"x\\[90em]y",
        r"\hspace{9999999999px}x",
    ],
)
def test_no_length_of_a_formula_widens_a_page(tex: str) -> None:
    for value in re.findall(r'(?:width|height|depth|space|size)="([^"]*)"', to_mathml(tex)):
        assert re.fullmatch(r"[+-]?\d?(\.\d+)?e[mx]", value)


@pytest.mark.parametrize(("tex", "text"), [("if x<y then z", "if x<y then z"), ("a & b", "a & b"), ("&lt;b>", "<b>")])
def test_text_in_a_formula_keeps_its_signs(tex: str, text: str) -> None:
    formula = read_formula(rf"\text{{{tex}}}")
    assert formula is not None
    assert formula.plain == text
    assert html.unescape(re.sub(r"<[^>]*>", "", formula.mathml)).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("tex", "shown"), [(r"\hat{y}", "yˆ"), (r"\tilde{O}", "O˜"), (r"\overline{x}", "x‾"), (r"x\sim y", "x∼y")]
)
def test_accents_and_relations_are_operators_of_mathml_core(tex: str, shown: str) -> None:
    mathml = to_mathml(tex)
    assert re.sub(r"<[^>]*>", "", mathml) == shown
    assert re.search(rf"<mo[^>]*>[{shown[1:]}]", mathml)
