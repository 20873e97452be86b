from __future__ import annotations

import pytest

from generator.exports.search_words import key_of, lookup_key, variants


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Attention Is All You Need", "attention is all you need"),
        ("  TÜLU 3:\u00a0“Post-Training” ", "tulu 3 post training"),
        ("Łukasz Ørsted Straße", "lukasz orsted strasse"),
        ("ＦＵＬＬ ﬁgures ½", "full figures 1 2"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("π0 and τ-bench", "pi0 and tau bench"),
        ("王 Wei", "王 wei"),
        ("İstanbul", "istanbul"),
        ("?!", "?!"),
        ("∀∃", "∀∃"),
    ],
)
def test_keys_forget_case_accents_and_punctuation(text: str, key: str) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize(
    "same",
    [
        ("Video-MME-v2", "Video MME v2", "video mme-v2"),
        ("Qwen2.5-VL", "qwen 2.5 vl", "Qwen-2.5VL"),
        ("GPT-4o", "GPT4o", "gpt 4o"),
        ("Text2SQL", "text to SQL", "Text-to-SQL"),
        ("World models", "world model", "World Model"),
        ("Policies of analysis", "policy of analyses"),
        ("Caches and classes", "cache and class"),
        ("τ-bench", "tau bench"),
        ("π0", "pi0", "pi 0"),
    ],
)
def test_names_that_readers_take_for_one_have_one_key(same: tuple[str, ...]) -> None:
    assert len({lookup_key(name) for name in same}) == 1


@pytest.mark.parametrize("others", [("kites", "kits"), ("process", "proces"), ("v2", "v3"), ("3D", "D3")])
def test_other_words_have_other_keys(others: tuple[str, str]) -> None:
    assert lookup_key(others[0]) != lookup_key(others[1])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain words, and-a-hyphen", []),
        ("Video-MME-v2", ["video", "mme", "v2", "videomme"]),
        ("VITA-1.5 and 1.5", ["vita", "15"]),
        ("Rényi", ["renyi"]),
        ("題名について", ["題名につ", "名につい", "について", "ついて", "いて", "て"]),
    ],
)
def test_a_text_is_found_by_the_parts_of_its_names(text: str, found: list[str]) -> None:
    assert variants(text) == found
