from __future__ import annotations

from vectors import vectors_of

from generator.topics import profiles
from generator.topics.similarity import Description


def found(shelf: dict[str, Description]) -> dict[str, dict[str, int]]:
    found = profiles.find(vectors_of(shelf), range(len(shelf)))
    return {slug: dict(profile) for slug, profile in found.items()}


def test_a_profile_has_the_terms_that_papers_share_with_their_weights() -> None:
    search, music = Description("Tree search", ("It finds proofs.",)), Description("Melodies")
    profile = found({"a": search, "b": search, "c": music})
    assert profile == {"a": {"search": 56, "Tree search": 56, "proofs": 27}, "b": profile["a"], "c": {}}


def test_a_term_of_many_papers_comes_before_a_rarer_one() -> None:
    """The weight of the rarer one is larger, but it finds fewer papers."""
    words = "kite lamp shelf violin harbour garden window pepper marble lantern basket ribbon saddle".split()
    shelf = {f"p{number}": Description("Proofs", (f"A {word}.",)) for number, word in enumerate(words)}
    shelf["all"] = Description("Proofs", tuple(f"A {word}." for word in words))
    assert "Proofs" in found(shelf)["all"]
    assert len(found(shelf)["all"]) == profiles.TERMS


def test_profiles_survive_the_cache() -> None:
    assert profiles.from_json({"a": [["tree", 40]]}) == {"a": (("tree", 40),)}  # type: ignore[list-item]
