from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pylatexenc import latex2text

from generator.text.latex import as_tex, protected


def decoder() -> latex2text.LatexNodes2Text:
    r"""pylatexenc's, which takes `\textasciicircum` for the accent U+02C6."""
    context = latex2text.get_default_latex_context_db()
    circumflex = latex2text.MacroTextSpec("textasciicircum", simplify_repl="^")
    context.add_context_category("circumflex", prepend=True, macros=[circumflex])
    return latex2text.LatexNodes2Text(latex_context=context, math_mode="text", keep_comments=True)


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
        ("Jörgen Güven", r"J{\"o}rgen G{\"u}ven"),
        ("Nguyễn", r"Nguy{\~{\^{e}}}n"),
        ("Erdős, Łukasz, Ayşe, í", r"Erd{\H{o}}s, {\L}ukasz, Ay{\c{s}}e, {\'\i}"),
        ("“quoted” – it’s", r"{\textquotedblleft}quoted{\textquotedblright} {\textendash} it{\textquoteright}s"),
        ("α → ℓ", r"{\ensuremath{\alpha}} {\textrightarrow} {\ensuremath{\ell}}"),
        ("x\u0302 and a\u0301", r"{\^{x}} and {\'a}"),
        ("乾杯 🎉 Иван ₂ ħ", "乾杯 🎉 Иван ₂ ħ"),
    ],
)
def test_as_tex(text: str, tex: str) -> None:
    assert as_tex(text) == tex


@settings(deadline=None)  # the first reads pylatexenc's tables
@given(texts)
@example("ˆ")
@example("½ ⅓ Űű")
def test_what_is_encoded_reads_the_same_and_leaves_no_brace_open(text: str) -> None:
    tex = as_tex(text)
    # Between words, as in a field: pylatexenc looks for a paragraph's end at a line feed.
    read = decoder().latex_to_text(tex)
    assert unicodedata.normalize("NFC", read) == unicodedata.normalize("NFC", text)
    assert is_balanced(tex)


@settings(deadline=None)
@given(texts)
def test_protection_changes_no_word(title: str) -> None:
    read = decoder().latex_to_text(protected(title))
    assert unicodedata.normalize("NFC", read) == unicodedata.normalize("NFC", title)
    assert is_balanced(protected(title))


@pytest.mark.parametrize(
    ("title", "tex"),
    [
        ("A Study of Fine-Tuning", "A Study of Fine-Tuning"),
        ("TÜLU: A LLM-Based Judge", r"{T{\"U}LU}: A {LLM-Based} Judge"),
        (
            "Qwen2 and GPT-4 (NLP), or “BERT”?",
            r"{Qwen2} and {GPT-4} ({NLP}), or {\textquotedblleft}{BERT}{\textquotedblright}?",
        ),
        ("What Do I Know of Vitamin C?", "What Do {I} Know of Vitamin {C}?"),
    ],
)
def test_capitals_that_are_a_word_s_own_are_protected(title: str, tex: str) -> None:
    assert protected(title) == tex
