from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.slugs import LONGEST_SLUG, fallback_slugs, slug_of_title, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("TÜLU 3: Post-Training", "tulu-3-post-training"),
        ("What's in a Name?", "whats-in-a-name"),
        ("Straße, λ-Calculus & Œuvre", "strasse-lambda-calculus-oeuvre"),
        ("../../etc/passwd", "etc-passwd"),
        ("日本語", ""),
        ("Llama™", "llama"),
        ("𝐀𝐈", ""),
        ("<script>", "script"),
    ],
)
def test_a_title_becomes_an_address(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_no_paper_is_at_the_address_of_a_folder_s_own_page() -> None:
    assert slug_of_title("Index") == next(fallback_slugs("INDEX!", "", ["title:index"])) == "index-paper"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("دراسة في العناوين (2024)!", "drsh-fy-lnwyn-2024"),
        ("ガラスの研究", "garasuno-yan-jiu"),
        ("बल का अध्ययन", "bl-ka-adhyyn"),
        ("深度学习综述 2024", "shen-du-xue-xi-zong-shu-2024"),
        ("주의 메커니즘", "ju-ui-me-keo-ni-jeum"),
        ("Ἀνάλυσις τῶν δεδομένων", "analysis-ton-dedomenon"),
        ("GPT-4 в медицине", "gpt-4-v-meditsine"),
        ("On 注意力 mechanisms", "on-mechanisms"),
        ("α-stable β-VAE", "alpha-stable-beta-vae"),
        ("2024", "2024"),
        ("🎉 (!)", ""),
    ],
)
def test_titles_of_any_script_have_addresses_in_latin_letters(title: str, slug: str) -> None:
    assert slug_of_title(title) == slug


def test_a_long_title_is_cut_at_a_word() -> None:
    assert slugify("alpha " * 30) == "-".join(["alpha"] * 11)


@given(st.text())
def test_every_slug_is_made_of_allowed_characters(title: str) -> None:
    slug = slugify(title)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert len(slug) <= LONGEST_SLUG


@given(
    st.text(),
    st.sampled_from(["", "2401.10000", "hep-th/9901001"]),
    st.lists(st.sampled_from(["arxiv:2401.10000", "doi:10.1000/x", "title:a"]), min_size=1),
)
def test_fallbacks_are_valid_and_without_end(title: str, arxiv: str, keys: list[str]) -> None:
    slugs = list(itertools.islice(fallback_slugs(title, arxiv, keys), 8))
    assert len(slugs) == 8
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) for slug in slugs)
    assert len(set(slugs)) >= 5


def test_slugs_are_tried_from_plain_to_unique() -> None:
    first, second, third, *_ = itertools.islice(fallback_slugs("On Traces", "2401.10000", ["arxiv:2401.10000"]), 4)
    assert (first, second) == ("on-traces", "on-traces-2401-10000")
    assert re.fullmatch(r"on-traces-[0-9a-f]{8}", third)


def test_a_slug_is_as_long_as_allowed_and_no_longer() -> None:
    assert slugify("a" * 60 + " " + "b" * 9) == "a" * 60 + "-" + "b" * 9
    assert slugify("a" * 60 + " " + "b" * 10) == "a" * 60
    assert slugify("a" * 71) == "a" * 70


def test_without_an_arxiv_id_a_hash_follows_the_title() -> None:
    first, second, third = itertools.islice(fallback_slugs("On Traces", "", ["title:ontraces"]), 3)
    assert first == "on-traces"
    assert re.fullmatch(r"on-traces-[0-9a-f]{8}", second)
    assert third == f"{second}-2"
