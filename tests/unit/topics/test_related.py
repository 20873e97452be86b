from __future__ import annotations

import json

from vectors import vectors_of

from generator.relations import Neighbour
from generator.topics import related
from generator.topics.similarity import Description


def find(**shelf: Description) -> dict[str, tuple[Neighbour, ...]]:
    return related.find(vectors_of(shelf), range(len(shelf)), len(shelf))


def test_a_neighbour_comes_with_the_terms_it_shares() -> None:
    found = find(
        one=Description("Reward models for theorem proving", ("A reward model ranks proofs.",)),
        two=Description("Theorem proving with reward models", ("Proofs are searched.",)),
        far=Description("Music from diffusion", ("A melody.",)),
    )
    assert list(found) == ["one", "two"]
    assert found["one"][0].slug == "two"
    assert found["one"][0].terms[:2] == ("theorem proving", "reward model")
    assert found["one"][0].terms == found["two"][0].terms


def test_a_phrase_is_shown_instead_of_its_words() -> None:
    papers = Description("Time series forecasting", ("We do time series forecasting.",))
    assert find(a=papers, b=papers)["a"][0].terms == ("time series forecasting",)


def test_an_acronym_is_not_shown_beside_its_long_form() -> None:
    papers = Description("SFT", ("SFT.",), ("Supervised fine-tuning",))
    assert find(a=papers, b=papers)["a"][0].terms == ("Supervised fine-tuning",)


def test_one_word_alone_explains_nothing() -> None:
    found = find(
        battery=Description("Cells", ("The cell. A cell charges.",)),
        body=Description("Cells", ("The cell. A cell divides.",)),
    )
    assert found == {}


def test_a_paper_has_at_most_five_neighbours_and_the_most_similar_first() -> None:
    same = Description("Theorem proving", ("Proof search in trees.",))
    shelf = {f"p{number}": same for number in range(8)} | {"z": Description("Theorem proving", ("Melodies.",))}
    found = find(**shelf)
    assert [near.slug for near in found["p3"]] == ["p0", "p1", "p2", "p4", "p5"]
    assert [near.similarity for near in found["z"]] == sorted((near.similarity for near in found["z"]), reverse=True)


def test_papers_that_share_few_terms_are_no_neighbours() -> None:
    def paper(own: str) -> Description:
        return Description(f"{own} lattices of {own} kernels", (f"{own} protein, {own} camera, human evaluation.",))

    shelf = {f"p{at}": paper(f"Word{at}") for at in range(2)}
    own_words = {f"q{at}": Description(f"Word{at} lattices of Word{at} kernels") for at in range(2)}
    found = find(**shelf, **own_words)
    similarities = [neighbour.similarity for neighbours in found.values() for neighbour in neighbours]
    assert min(similarities) >= related.MINIMUM_SIMILARITY
    assert found["p0"][0].slug == "q0"


def test_a_paper_gets_a_new_neighbour_only_if_that_is_closer_than_its_closest() -> None:
    proofs = Description("Theorem proving by tree search", ("Proof search in trees.",))
    music = Description("Music from diffusion", ("Melodies of diffusion models.",))
    shelf = {"old": proofs, "older": Description("Theorem proving", ("Proof search.",)), "song": music, "tune": music}
    more = {"near": Description("Theorem proving", ("Melodies.",)), "same": proofs}
    vectors = vectors_of(shelf | more, len(shelf))
    earlier = related.find(vectors, range(4), 4)
    closest = related.closest_of((slug, neighbour) for slug, found in earlier.items() for neighbour in found)
    newer = list(related.newer(vectors, range(4, 6), closest))
    assert [(slug, neighbour.slug) for slug, neighbour in newer] == [("old", "same")]
    found = related.with_newer(earlier, newer)
    assert [neighbour.slug for neighbour in found["old"]] == ["same", "older"]
    assert found["song"] == earlier["song"]


def test_a_paper_without_neighbours_gets_new_ones() -> None:
    proofs = Description("Theorem proving", ("Proof search in trees.",))
    shelf = {"a": proofs, "b": proofs, "song": Description("Tree music", ("Melodies in trees.",))}
    vectors = vectors_of(shelf | {"tune": shelf["song"]}, 3)
    newer = list(related.newer(vectors, range(3, 4), {}))
    assert [(slug, neighbour.slug) for slug, neighbour in newer] == [("song", "tune")]
    assert related.newer_from_json(json.loads(json.dumps(related.newer_as_json(newer)))) == newer


def test_neighbours_survive_the_cache() -> None:
    found = {"a": (Neighbour("b", 0.25, ("proof search", "music")),)}
    assert related.from_json(related.to_json(found)) == found
