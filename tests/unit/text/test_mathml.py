from __future__ import annotations

import re

import pytest

from generator.text.mathml import to_mathml


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
    mathml = to_mathml(tex) or ""
    assert re.sub(r"<[^>]*>", "", mathml.replace("<mspace", " <mspace")) == apart


@pytest.mark.parametrize(
    "tex", [r"\arg\max_x f", r"\argmin_{x} f(x)", r"\softmax(x)", r"\begin{aligned}a\end{aligned}"]
)
def test_what_latex2mathml_calls_otherwise_is_known(tex: str) -> None:
    assert to_mathml(tex)


@pytest.mark.parametrize("tex", [r"\argmax_x f", r"\begin{cases}a\\arg\end{cases}", r"\min_x\sum_i x_i"])
def test_what_latex2mathml_knows_is_left_to_it(tex: str) -> None:
    shown = re.sub(r"<[^>]*>", "", to_mathml(tex) or "")
    assert shown
    assert "operatorname" not in shown
    assert "argmax" not in shown
