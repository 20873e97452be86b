from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.formulas import read_formula


def plain(tex: str) -> str | None:
    formula = read_formula(tex)
    return formula.plain if formula else None


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"p \ne 0", "p ≠ 0"),
        (r"a\le b\neq c\propto d", "a ≤ b ≠ c ∝ d"),
        (r"\leq 5", "≤5"),
        (r"\dfrac{3}{4}", "3/4"),
        (r"\frac{a+b}{c_1 d}", "(a+b)/(c_1 d)"),
        (r"\tfrac12", "1/2"),
        (r"\|x\|_2", "‖x‖_2"),
        (r"\lVert x\rVert", "‖x‖"),
        (r"|x|", "|x|"),
        (r"\Pr(A)", "Pr(A)"),
        (r"\texttt{ShelfNet}", "ShelfNet"),
        (r"\mathcal{N}=4", "𝒩=4"),
        (r"\mathcal{O}(\alpha_s^2)", "𝒪(α_s²)"),
        (r"\tau^{+}\tau^{-}", "τ⁺τ⁻"),
        (r"360^\circ", "360°"),
        (r"10^{-4}", "10⁻⁴"),
        (r"A^T", "A^T"),
        (r"x_{i+1}^{2}", "x_(i+1)²"),
        (r"h_{\max}", "h_max"),
        (r"f'(x)", "f′(x)"),
        (r"V^*", "V*"),
        (r"n=5", "n=5"),
        (r"n = -1 + 2", "n = -1 + 2"),
        (r"(0,1)", "(0,1)"),
        (r"x_1, \ldots, x_n", "x_1, …, x_n"),
        (r"16\times 16", "16 × 16"),
        (r"4\times", "4×"),
        (r"\pm 1", "±1"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\sum_{i=1}^n x_i y_j", "∑_(i=1)ⁿ x_i y_j"),
        (r"\max_x f", "max_x f"),
        (r"\operatorname{rank} A", "rank A"),
        (r"\sqrt{x}+\sqrt[3]{x+1}", "√x+∛(x+1)"),
        (r"\sqrt[5]{x}", "⁵√x"),
        (r"\hat{y} + \bar x + \vec{x}", "ŷ + x̄ + x⃗"),
        (r"\overset{!}{=}", "=^!"),
        (r"\underbrace{x}_{y}", "x_y"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a, b; c, d)"),
        (r"a \mid b", "a|b"),
        (r"\mathbf{x}\phantom{y}", "𝐱"),
        (r"5\,\mathrm{ms}", "5 ms"),
        (r"50\%", "50%"),
        (r"e^{-x^2/2}", "e^(-x²/2)"),
        (r"{a+b}^2", "(a+b)²"),
    ],
)
def test_a_formula_s_plain_text_has_its_meaning(tex: str, text: str) -> None:
    assert plain(tex) == text


@pytest.mark.parametrize(
    "tex",
    [
        r"\;",
        r"{}",
        r"\frac{",
        r"\frac}{",
        r"5 and US",
        "a % b",
        r"\begin{x}a\end{x}",
        "mathcal{O}",
        "{" * 900 + "}" * 900,
        r"\sqrt" * 90 + "x",
    ],
)
def test_what_is_no_formula_has_no_face(tex: str) -> None:
    assert read_formula(tex) is None


@given(st.text(alphabet="abx12 \\{}^_&'+-=()|<>", max_size=40))
def test_no_formula_raises_or_is_of_several_lines(tex: str) -> None:
    formula = read_formula(tex)
    assert formula is None or (formula.plain and formula.plain == " ".join(formula.plain.split()))
