from __future__ import annotations

import time

import pytest

from generator.text.clean import clean_text
from generator.text.html_debris import html_to_tex


@pytest.mark.parametrize(
    ("field", "plain"),
    [
        ("<i>Drosophila</i> in H<sub>2</sub>O &amp; salt", "Drosophila in H₂O & salt"),
        ("<jats:p>We watch.</jats:p><jats:p>We <jats:italic>see</jats:italic>.</jats:p>", "We watch. We see."),
        (r"{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater} beats 50{\%}", "E. coli beats 50%"),
        (r"\textless b\textgreater{}x\textless/b\textgreater{} p \textless 0.05", "x p <0.05"),
        ("x<sup>a+b</sup> and <span class='sc'>small</span><br/>caps", "x^(a+b) and small caps"),
        ("caf&eacute; &#8211; &#x2014; 5&percnt;", "café – — 5%"),
        ("<i>a <b>c</i> d</b>", "a <b>c d</b>"),
        ("a <b> and </i>, p < 0.05", "a <b> and </i>, p < 0.05"),
        ("&#60;script&#62; R&D &nosuch;", "<script> R&D &nosuch;"),
        ("&#xE003;a&#x202E;b", "ab"),
    ],
)
def test_html_of_a_bibliography_becomes_tex(field: str, plain: str) -> None:
    assert clean_text(html_to_tex(field)).plain == plain


@pytest.mark.parametrize("piece", ["<i>", "<i><b></i>", "<sub>a", "</p>", "&", "&a", r"\textless", "<p a='"])
def test_the_time_grows_with_the_size(piece: str) -> None:
    began = time.process_time()
    html_to_tex(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 2
