from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tex_reader import read_tex

from generator.text.clean import clean_text
from generator.text.latex import as_tex, given_name_as_tex, protected, protected_title, text_as_tex
from generator.text.tidy import tidy


def is_balanced(tex: str) -> bool:
    """Whether braces balance as BibTeX counts them: a backslash before one changes nothing."""
    depth = 0
    for char in tex:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


texts = st.text(
    st.one_of(
        st.sampled_from("\\{}%$&#_^~<>|`'\"-,@ aAüŐễ乾🎉яα\u0302"), st.characters(exclude_categories=["Cs", "Cc"])
    )
)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("5% of $20 & #1_a", r"5\% of \$20 \& \#1\_a"),
        (
            "{x} \\ ^ ~",
            r"{\ensuremath{\lbrace}}x{\ensuremath{\rbrace}} {\textbackslash} {\textasciicircum} {\textasciitilde}",
        ),
        ("<5%> |x| `y'", r"{\ensuremath{<}}5\%{\ensuremath{>}} {\ensuremath{|}}x{\ensuremath{|}} {\textasciigrave}y'"),
        ("--flag ''quoted''", r"-{}-flag '{}'quoted'{}'"),
        ('"as is", (it) is: a-b/c?', '"as is", (it) is: a-b/c?'),
        ("Jörgen Güven", "Jörgen Güven"),
        ("Nguyễn", r"Nguy{\~{\^{e}}}n"),
        ("Erdős, Łukasz, Ayşe, ṣ", r"Erdős, Łukasz, Ayşe, {\d{s}}"),
        ("“quoted” – it’s", r"{\textquotedblleft}quoted{\textquotedblright} {\textendash} it{\textquoteright}s"),
        ("α → ℓ", r"{\ensuremath{\alpha}} {\textrightarrow} {\ensuremath{\ell}}"),
        ("x\u0302 and a\u0301", r"{\^{x}} and á"),
        ("乾杯 🎉 Иван ħ", "乾杯 🎉 Иван ħ"),
        ("CO₂ in 10⁻¹⁰", r"CO\textsubscript{2} in 10\textsuperscript{-10}"),
        ("𝒪(n) of ℝ", r"{\ensuremath{\mathcal{O}}}(n) of {\ensuremath{\mathbb{R}}}"),
    ],
)
def test_as_tex(text: str, tex: str) -> None:
    assert as_tex(text) == tex


def test_styles_can_abbreviate_given_names_whose_initials_are_macros() -> None:
    assert given_name_as_tex("E\u0301lodie Å-Ö. José") == r"{\'E}lodie {\r{A}}-{\"O}. José"


@settings(deadline=None)  # the first reads pylatexenc's tables
@given(texts)
@example("ˆ")
@example("½ ⅓ Űű")
def test_what_is_encoded_reads_the_same_and_leaves_no_brace_open(text: str) -> None:
    tex = as_tex(text)
    assert unicodedata.normalize("NFC", read_tex(tex)) == unicodedata.normalize("NFC", text)
    assert is_balanced(tex)


@settings(deadline=None)
@given(texts)
def test_protection_changes_no_word(title: str) -> None:
    assert unicodedata.normalize("NFC", read_tex(protected(title))) == unicodedata.normalize("NFC", title)
    assert is_balanced(protected(title))


@pytest.mark.parametrize(
    ("title", "tex"),
    [
        ("A Study of Fine-Tuning", "A Study of Fine-Tuning"),
        ("TÜLU: A LLM-Based Judge", r"{TÜLU}: A {LLM-Based} Judge"),
        (
            "Qwen2 and GPT-4 (NLP), or “BERT”?",
            r"{Qwen2} and {GPT-4} ({NLP}), or {\textquotedblleft}{BERT}{\textquotedblright}?",
        ),
        ("What Do I Know of Vitamin C?", "What Do {I} Know of Vitamin {C}?"),
    ],
)
def test_capitals_that_are_a_word_s_own_are_protected(title: str, tex: str) -> None:
    assert protected(title) == tex


@pytest.mark.parametrize(
    ("formula", "tex"),
    [(r"$\{x\}_i$", r"$\lbrace x\rbrace _i$"), (r"$\left\{x\right.$", r"$\left\lbrace x\right.$"), ("$}x{$", r"\$\}")],
)
def test_formulas_leave_no_brace_open(formula: str, tex: str) -> None:
    assert text_as_tex(clean_text(formula)).startswith(tex.replace(r"\}", r"{\ensuremath{\rbrace}}"))


def test_formulas_go_out_as_they_came_in() -> None:
    title = clean_text(
        r"$\mathcal{F}=9$ kites in flight at $\mathcal{O}(\beta_k^3)$ with $\mu^{+}\mu^{-}$: 5\% of T^2PO"
    )
    assert protected_title(title) == (
        r"{$\mathcal{F}=9$} kites in flight at {$\mathcal{O}(\beta_k^3)$} with {$\mu^{+}\mu^{-}$}: "
        r"5\% of {T\textsuperscript{2}PO}"
    )
    assert text_as_tex(title).startswith(r"$\mathcal{F}=9$ kites in flight at $\mathcal{O}")


@settings(deadline=None)
@given(texts)
def test_a_clean_text_as_tex_reads_the_same(raw: str) -> None:
    text = clean_text(tidy(raw))
    assert is_balanced(protected_title(text))
    assert clean_text(tidy(text_as_tex(text))).plain == text.plain
