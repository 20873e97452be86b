from __future__ import annotations

import dataclasses
import datetime as dt
import json
import time

import pytest

from generator.archive import references
from generator.archive.papers import merge
from generator.model import Appearance, Digest, Entry, Keyword, Note, Paper, Severity, SourceFile
from generator.sources.tag_reviews import read_reviews
from generator.text.phrases import fold, read_clauses
from generator.topics.tags import Tagging, assign, curated_as_json, curated_from_json, phrases, read_texts
from generator.vocabulary import Context, Match, Mentions, NoteAdds, PartAssigned, Vocabulary, VocabularyTag

DAY = dt.date(2026, 4, 20)


def papers(*texts: tuple[str, str]) -> tuple[Paper, ...]:
    entries = tuple(Entry(title=title, abstract=abstract) for title, abstract in texts)
    return merge([Digest(DAY, "test", entries)]).papers


def vocabulary(*tags: VocabularyTag, **rest: object) -> Vocabulary:
    return Vocabulary(tags, **rest)  # type: ignore[arg-type]


def keyword(phrase: str, count: int = 2, in_title: bool = True) -> Keyword:
    return Keyword(" ".join(fold(phrase)), (phrase,), count, in_title, 3)


def tags_of(tagging: Tagging, paper: Paper) -> list[str]:
    return [assignment.tag for assignment in tagging.assignments[paper.slug]]


SYNTHESIS = VocabularyTag("program-synthesis", "Program synthesis", aliases=("code synthesis",))
SEARCH = VocabularyTag("search", "Search")
RL = VocabularyTag("reinforcement-learning", "Reinforcement learning", aliases=("RL",))


def test_a_curated_tag_is_given_for_a_spelling_in_the_title() -> None:
    (paper,) = papers(("On code-synthesis", "Nothing more."))
    tagging = assign([paper], {}, vocabulary(SYNTHESIS), 1)
    assert tags_of(tagging, paper) == ["program-synthesis"]
    assert tagging.assignments[paper.slug][0].reason == Mentions(title=("code-synthesis",))


def test_the_reason_counts_mentions_in_the_abstract() -> None:
    (paper,) = papers(("A title", "We search. Search is all. To search is to find."))
    tagging = assign([paper], {}, vocabulary(SEARCH), 1)
    assert tagging.assignments[paper.slug][0].reason == Mentions(abstract=(("search", 2), ("Search", 1)))


def test_a_mention_counts_once_for_a_tag_that_has_its_spelling_in_capitals_and_without() -> None:
    (paper,) = papers(("A title", "Here is SeaRch. It ends."))
    tagging = assign([paper], {}, vocabulary(VocabularyTag("search", "SeaRch", hidden=("search",))), 1)
    assert tagging.assignments[paper.slug][0].reason == Mentions(abstract=(("SeaRch", 1),))


def test_one_mention_in_a_short_abstract_is_enough() -> None:
    a, b = VocabularyTag("alpha", "Alpha"), VocabularyTag("beta", "Beta")
    (paper,) = papers(("Alpha and beta", "Here we search."))
    assert tags_of(assign([paper], {}, vocabulary(a, b, SEARCH), 1), paper) == ["alpha", "beta", "search"]


FILLER = "And so it goes. " * 40
"""Makes an abstract long, so that one mention is not enough."""


FOUR = tuple(VocabularyTag(name, name.title()) for name in ("alpha", "beta", "gamma", "delta"))
"""Tags of a title after which no weak tag is added."""


def search_is_given(abstract: str, tag: VocabularyTag) -> bool:
    """Return whether a paper that has four other tags gets this one for its long abstract."""
    (paper,) = papers(("Alpha and beta, gamma and delta", abstract + FILLER))
    return tag.slug in tags_of(assign([paper], {}, vocabulary(*FOUR, tag), 1), paper)


@pytest.mark.parametrize(
    ("abstract", "given"),
    [
        ("Trees search and search. Trees grow.", False),
        ("Trees search (TS). Trees grow.", False),
        ("Trees search. Trees grow. They search.", True),
        ("We propose roots by search. Trees grow.", False),
        ("We propose roots by search and search. Trees grow.", False),
        ("We propose roots by search. Trees grow (TS).", True),
        ("Existing trees search. We propose roots. They search.", True),
        ("Existing trees search. Unlike these, some search. We propose roots.", False),
        ("Trees grow without search. They need no search.", False),
        ("Trees grow rather than search. They grow instead of search.", False),
    ],
)
def test_mentions_count_by_sentence_and_by_what_the_sentence_speaks_of(abstract: str, given: bool) -> None:
    assert search_is_given(abstract, VocabularyTag("search", "Search", aliases=("TS",))) is given


@pytest.mark.parametrize(
    ("abstract", "given"),
    [
        ("We propose TreeNet (TN), a deep search for roots. Trees grow.", True),
        ("We study trees and introduce a deep search. Trees grow.", True),
        ("We propose roots. We also propose a search. Trees grow.", False),
        ("TreeNet2 introduces a search. Trees grow.", False),
    ],
)
def test_a_mention_among_the_words_that_name_what_a_paper_makes_is_enough(abstract: str, given: bool) -> None:
    assert search_is_given(abstract, SEARCH) is given


@pytest.mark.parametrize(
    ("where", "abstract", "given"),
    [
        (Match.ONCE, "Trees grow. This search ends.", True),
        (Match.NORMAL, "Trees grow. This search ends.", False),
        (Match.MADE, "We propose roots. We also propose a search. Trees grow.", True),
        (Match.MADE, "We propose roots for search and search. They search.", False),
    ],
)
def test_spellings_can_be_decisive_by_themselves_or_as_what_a_paper_makes(
    where: Match, abstract: str, given: bool
) -> None:
    assert search_is_given(abstract, VocabularyTag("search", "Search", where={"Search": where})) is given


@pytest.mark.parametrize(("parent", "given"), [("whole", True), ("", False)])
def test_for_the_whole_of_a_tag_one_mention_is_enough(parent: str, given: bool) -> None:
    whole, part = VocabularyTag("whole", "Growth"), VocabularyTag("part", "Roots", parent=parent)
    (paper,) = papers(("Alpha and beta, gamma and delta: roots", "Trees show growth. We propose it." + FILLER))
    assert ("whole" in tags_of(assign([paper], {}, vocabulary(*FOUR, whole, part), 1), paper)) is given


def test_a_paper_has_up_to_six_specific_tags_the_likeliest() -> None:
    many = [VocabularyTag(f"tag{letter}", f"Tag{letter}") for letter in "abcdefg"]
    (paper,) = papers((", ".join(tag.label for tag in many), "We propose tagg."))
    assert tags_of(assign([paper], {}, vocabulary(*many), 1), paper) == ["tagg", *(f"tag{one}" for one in "abcde")]


@pytest.mark.parametrize("title", ["On SWE-bench", "Trees-as-a-Judge of RNNs"])
def test_names_with_hyphens_match_as_written(title: str) -> None:
    (paper,) = papers((title, "Nothing."))
    named = VocabularyTag("named", "Named", spellings=("SWE-bench", "Trees-as-a-judge"))
    assert tags_of(assign([paper], {}, vocabulary(named), 1), paper) == ["named"]


def test_a_paper_with_few_tags_gets_those_that_its_abstract_begins_with() -> None:
    tags = [VocabularyTag(name, name.title()) for name in ("alpha", "beta", "gamma")]
    (paper,) = papers(("A title", f"An alpha. A beta. {FILLER}A gamma."))
    assert tags_of(assign([paper], {}, vocabulary(*tags), 1), paper) == ["alpha", "beta"]


def test_a_single_mention_is_not_enough_for_a_broad_tag() -> None:
    (paper,) = papers(("A title", f"We search. {FILLER}"))
    broad = dataclasses.replace(SEARCH, broad=True)
    assert tags_of(assign([paper], {}, vocabulary(broad), 1), paper) == []


AMBIGUOUS = VocabularyTag(
    "reasoning",
    "Reasoning",
    aliases=("LRM",),
    context={"LRM": ("thinking", "reasoning")},
    excluded={"LRM": ("reward",)},
)


@pytest.mark.parametrize(
    ("abstract", "contexts"),
    [
        ("It thinks.", None),
        ("Slow thinking, and a reward.", None),
        ("Slow thinking.", (Context("LRM", "thinking", ("reward",)),)),
    ],
)
def test_an_ambiguous_spelling_counts_by_other_words_of_the_text(
    abstract: str, contexts: tuple[Context, ...] | None
) -> None:
    (paper,) = papers(("An LRM", abstract))
    given = assign([paper], {}, vocabulary(AMBIGUOUS), 1).assignments[paper.slug]
    assert [each.reason for each in given] == ([] if contexts is None else [Mentions(("LRM",), (), contexts)])


@pytest.mark.parametrize(
    ("where", "given"), [(Match.TITLE, []), (Match.MAIN, ["main"]), (Match.NORMAL, ["main", "other"])]
)
def test_a_single_spelling_has_a_place_of_its_own(where: Match, given: list[str]) -> None:
    main, other = papers(("Main", "We propose a search."), ("Other", "We propose it. We search."))
    tag = dataclasses.replace(SEARCH, aliases=("seeking",), where={"search": where})
    tagging = assign([main, other], {}, vocabulary(tag), 1)
    assert [paper.slug for paper in (main, other) if tags_of(tagging, paper)] == given


def test_a_spelling_that_never_counts_hides_the_spellings_in_it() -> None:
    tag = dataclasses.replace(SEARCH, hidden=("search party",), where={"search party": Match.NEVER})
    (paper,) = papers(("A search party", "x"))
    assert tags_of(assign([paper], {}, vocabulary(tag), 1), paper) == []


def test_a_shared_spelling_gives_both_tags_and_overlapping_ones_hide_nothing() -> None:
    tree = VocabularyTag("tree-search", "Tree search")
    search, party = dataclasses.replace(SEARCH, shared=("tree search",)), VocabularyTag("party", "Search party")
    (paper,) = papers(("A tree search party", "x"))
    assert tags_of(assign([paper], {}, vocabulary(tree, search, party), 1), paper) == ["party", "search", "tree-search"]


def test_curated_tags_survive_the_cache() -> None:
    agent = VocabularyTag("agent", "Agent", context={"Agent": ("tool",)}, excluded={"Agent": ("chemical",)})
    whole = VocabularyTag("planning", "Planning")
    part = VocabularyTag("search", "Search", parent="planning")
    texts = {text: read_clauses(text) for text in ("An agent\nIt has a tool and can search.", "Search\nNothing more.")}
    curated = [read.curated for read in read_texts(texts, vocabulary(agent, whole, part)).values()]
    assert curated[0]["agent"].reason.contexts == (Context("agent", "tool", ("chemical",)),)
    assert curated[1]["planning"].reason == PartAssigned("Search")
    assert [curated_from_json(json.loads(json.dumps(curated_as_json(each)))) for each in curated] == curated


def test_a_curated_tag_without_a_page_is_pending_and_a_parent_has_the_papers_of_its_parts() -> None:
    part = VocabularyTag("tree-search", "Tree search", parent="search")
    other = VocabularyTag("beam-search", "Beam search", parent="search")
    found = papers(("Tree search", "x"), ("Another tree search", "x"), ("Beam search and RL", "x"))
    tagging = assign(found, {}, vocabulary(SEARCH, part, other, RL), 2)
    assert {tag.slug: len(tag.papers) for tag in tagging.tags} == {"search": 3, "tree-search": 2}
    assert [(tag.label, tag.papers, tag.assignment.reason) for tag in tagging.pending["beam-search-and-rl"]] == [
        ("Beam search", 1, Mentions(("Beam search",))),
        ("Reinforcement learning", 1, Mentions(("RL",))),
    ]


def test_an_acronym_matches_only_as_it_is_written() -> None:
    upper, lower = papers(("A look at RLs", "x"), ("Better rl", "y"))
    tagging = assign([upper, lower], {}, vocabulary(RL), 1)
    assert tags_of(tagging, upper) == ["reinforcement-learning"]
    assert tags_of(tagging, lower) == []


@pytest.mark.parametrize(("match", "expected"), [(Match.TITLE, []), (Match.NEVER, []), (Match.NORMAL, ["search"])])
def test_a_tag_matches_only_where_its_rule_allows(match: Match, expected: list[str]) -> None:
    (paper,) = papers(("A title", "We search and search."))
    tag = VocabularyTag("search", "Search", match=match)
    assert tags_of(assign([paper], {}, vocabulary(tag), 1), paper) == expected


def test_the_longest_spelling_wins() -> None:
    tree = VocabularyTag("tree-search", "Tree search")
    (paper,) = papers(("Tree search for all", "x"))
    assert tags_of(assign([paper], {}, vocabulary(SEARCH, tree), 1), paper) == ["tree-search"]


def test_a_paper_has_six_tags_at_most_and_broad_ones_take_no_place() -> None:
    names = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu"]
    tags = [VocabularyTag(name, name.title()) for name in names]
    broad = VocabularyTag("zoo", "Zoo", broad=True)
    (paper,) = papers((f"{' '.join(names)} zoo", "x"))
    found = tags_of(assign([paper], {}, vocabulary(*tags, broad), 1), paper)
    assert len(found) == 7
    assert "zoo" in found


def test_a_paper_with_one_tag_gets_its_parent() -> None:
    part = VocabularyTag("tree-search", "Tree search", parent="search")
    (paper,) = papers(("Tree search", "x"))
    tagging = assign([paper], {}, vocabulary(SEARCH, part), 1)
    assert tags_of(tagging, paper) == ["tree-search", "search"]


def test_a_keyword_becomes_an_automatic_tag_when_enough_papers_share_it() -> None:
    found = papers(*((f"Reward model {name}", "A reward model is a model.") for name in "abc"))
    keywords = {paper.slug: [keyword("reward model")] for paper in found}
    tagging = assign(found, keywords, Vocabulary(), 3)
    assert [(tag.slug, tag.label, tag.is_curated) for tag in tagging.tags] == [("reward-model", "Reward model", False)]
    assert assign(found, keywords, Vocabulary(), 4).tags == ()


def test_an_automatic_tag_that_was_published_stays_while_a_paper_has_it() -> None:
    """With every digest it is decided anew which keywords pass; nobody would have to be asked before a build."""
    shelf = papers(("Tree search", "Tree search here."), ("Kite flying", "Kite flying here."), ("Other", "None."))
    keywords = {
        paper.slug: [
            keyword(phrase) for phrase in ("tree search", "kite flying") if phrase in paper.title.plain.lower()
        ]
        for paper in shelf
    }

    before = assign(shelf, keywords, vocabulary(), 2)
    after = assign(shelf, keywords, vocabulary(), 2, published={"tree-search", "gone"})
    blocked = assign(shelf, keywords, vocabulary(blocked=("tree search",)), 2, published={"tree-search"})

    assert before.tags == blocked.tags == ()
    assert [(tag.slug, tag.label, len(tag.papers)) for tag in after.tags] == [("tree-search", "Tree search", 1)]
    assert [found.tag for found in after.assignments["tree-search"]] == ["tree-search"]


def test_a_paper_with_two_curated_tags_gets_no_automatic_one() -> None:
    others = [(f"Nothing {number}", "x") for number in range(12)]
    found = papers(*((f"Reward model {name}", "x") for name in "abc"), ("Reward model of search and RL", "x"), *others)
    keywords = {paper.slug: [keyword("reward model")] for paper in found if "Reward" in paper.title.plain}
    tagging = assign(found, keywords, vocabulary(SEARCH, RL), 3)
    assert {slug for slug, given in tagging.assignments.items() if given} == {f"reward-model-{name}" for name in "abc"}


@pytest.mark.parametrize("phrase", ["batch size", "A100 cluster", "PRISM", "GitHub stars"])
def test_no_automatic_tag_is_equipment_or_an_acronym_without_a_meaning(phrase: str) -> None:
    found = papers(*((f"{phrase} {name}", f"{phrase}.") for name in "abc"))
    assert assign(found, {paper.slug: [keyword(phrase)] for paper in found}, Vocabulary(), 3).tags == ()


def test_an_automatic_tag_is_in_the_titles_of_half_its_papers() -> None:
    found = papers(*((title, "Reward model one. Reward model two.") for title in ("Reward model", "Beta", "Gamma")))
    keywords = {paper.slug: [keyword("reward model", in_title=paper.slug == "reward-model")] for paper in found}
    assert assign(found, keywords, Vocabulary(), 3).tags == ()


def test_no_automatic_tag_is_a_single_common_word_or_blocked_or_part_of_a_name() -> None:
    abstract = "Monte Carlo tree search. Monte Carlo tree search, score."
    found = papers(*((f"Carlo tree search {name}", abstract) for name in "abc"))
    keywords = {paper.slug: [keyword("carlo tree search"), keyword("score"), keyword("good idea")] for paper in found}
    assert assign(found, keywords, Vocabulary(blocked=("Good ideas",)), 3).tags == ()


def test_a_curated_tag_with_generic_words_around_is_no_automatic_tag() -> None:
    found = papers(*((f"A search framework {name}", "x") for name in "abc"))
    keywords = {paper.slug: [keyword("search framework")] for paper in found}
    assert [tag.slug for tag in assign(found, keywords, vocabulary(SEARCH), 3).tags] == ["search"]


def test_a_tag_with_fewer_papers_than_the_minimum_has_no_page_unless_a_part_has() -> None:
    part = VocabularyTag("tree-search", "Tree search", parent="search")
    found = papers(*((f"Tree search and beam search {name}", "x") for name in "ab"))
    beam = VocabularyTag("beam-search", "Beam search")
    assert assign(found, {}, vocabulary(SEARCH, part, beam), 3).tags == ()
    assert {tag.slug for tag in assign(found, {}, vocabulary(SEARCH, part, beam), 2).tags} == {
        "beam-search", "search", "tree-search",
    }  # fmt: skip


def test_what_a_curator_decided_in_a_review_gives_or_takes_a_tag() -> None:
    (paper,) = papers(("On search", "x"))
    decisions, _ = read_reviews(SourceFile("x", "on-search search no Ann\non-search reinforcement-learning yes Bo\n"))
    (reviewed,), _ = references.attach([paper], decisions)
    tagging = assign([reviewed], {}, vocabulary(SEARCH, RL), 1)
    assert [(each.tag, each.reason) for each in tagging.assignments[paper.slug]] == [
        ("reinforcement-learning", NoteAdds("Bo", has_text=False))
    ]


def test_notes_add_and_remove_tags_and_an_unknown_one_is_reported() -> None:
    (paper,) = papers(("On search", "x"))
    note = Note("content/notes/n.md", paper.slug, "ada", DAY, "", tags=("RL", "serch"), remove_tags=("Search",))
    noted = dataclasses.replace(paper, notes=(note,))
    tagging = assign([noted], {}, vocabulary(SEARCH, RL), 1)
    assert tags_of(tagging, noted) == ["reinforcement-learning"]
    assert [(problem.message, problem.hint, problem.severity) for problem in tagging.problems] == [
        ("'RL' is another name of the tag 'reinforcement-learning'", "write reinforcement-learning", Severity.NOTICE),
        ("there is no tag 'serch'", "did you mean 'search'?", Severity.WARNING),
    ]


def test_another_digest_changes_no_curated_tag_of_a_paper() -> None:
    old = Digest(DAY, "test", (Entry("On program synthesis", "We search once."),))
    later = Digest(DAY + dt.timedelta(1), "test", tuple(Entry(f"Search {n}", "Search by search.") for n in range(30)))
    before = merge([old]).papers
    after = merge([old, later]).papers
    terms = vocabulary(SYNTHESIS, SEARCH)
    slug = before[0].slug
    assert assign(before, {}, terms, 1).assignments[slug] == assign(after, {}, terms, 1).assignments[slug]


def test_related_tags_are_those_that_share_papers() -> None:
    found = papers(*((f"Search by program synthesis {name}", "x") for name in "ab"), ("Search alone", "x"))
    tags = {tag.slug: tag for tag in assign(found, {}, vocabulary(SYNTHESIS, SEARCH), 1).tags}
    assert tags["search"].related == (("program-synthesis", 2),)


def test_related_tags_share_papers_of_their_parts_and_are_no_parts_of_each_other() -> None:
    names = ("search", "more search", "MCTS", "search and MCTS", "MCTS, searching")
    found = papers(*((f"Program synthesis by {name}", "x") for name in names))
    part = VocabularyTag("tree-search", "Tree search", aliases=("MCTS",), parent="search")
    tags = {tag.slug: tag for tag in assign(found, {}, vocabulary(SYNTHESIS, SEARCH, part), 1).tags}
    assert tags["search"].related == (("program-synthesis", 5),)
    assert tags["tree-search"].related == (("program-synthesis", 3),)


def test_retired_ids_and_published_aliases_lead_to_the_tag() -> None:
    found = papers(("Program synthesis", "x"))
    terms = vocabulary(SYNTHESIS, redirects={"synthesis-of-programs": "program-synthesis"})
    (tag,) = assign(found, {}, terms, 1).tags
    assert tag.former_slugs == ("synthesis-of-programs",)
    (tag,) = assign(found, {}, terms, 1, {"code-synthesis"}).tags
    assert tag.former_slugs == ("synthesis-of-programs", "code-synthesis")


def test_the_newest_appearance_orders_a_tags_papers() -> None:
    old = Digest(DAY, "test", (Entry("Search once", "x"),))
    new = Digest(DAY + dt.timedelta(1), "test", (Entry("Search twice", "x"),))
    merged = merge([old, new])
    (tag,) = assign(merged.papers, {}, vocabulary(SEARCH), 1).tags
    assert [paper.title.plain for paper in tag.papers] == ["Search twice", "Search once"]
    assert tag.papers[0].newest == Appearance(DAY + dt.timedelta(1), "test")


def test_hidden_spellings_for_titles_alone_name_no_subject_elsewhere() -> None:
    tag = VocabularyTag("search", "Search", aliases=("lookup",), hidden=("seeking", "tree search"))
    confined = dataclasses.replace(tag, where={"seeking": Match.TITLE, "lookup": Match.TITLE})
    assert set(phrases(vocabulary(tag))) == {("search",), ("lookup",), ("seeking",), ("tree", "search")}
    assert set(phrases(vocabulary(confined))) == {("search",), ("lookup",), ("tree", "search")}


def test_the_reason_of_a_whole_is_the_first_of_its_parts_by_rank() -> None:
    parts = [VocabularyTag(f"part{letter}", f"part{letter}", broad=True, parent="whole") for letter in "abcdefghij"]
    (paper,) = papers(
        ("Nothing", "We study trees. " + " ".join(f"Some {part.label}. More {part.label}." for part in parts))
    )
    whole = VocabularyTag("whole", "Whole", match=Match.NEVER)
    given = assign([paper], {}, vocabulary(whole, *parts), 1).assignments[paper.slug]
    assert [one.reason for one in given if one.tag == "whole"] == [PartAssigned("parta")]


def test_mentions_in_a_clause_with_hyphens_are_read_in_linear_time() -> None:
    (paper,) = papers(("Nothing", "tree-like search " * 8_000))
    start = time.process_time()
    assert tags_of(assign([paper], {}, vocabulary(SEARCH), 1), paper) == ["search"]
    assert time.process_time() - start < 2
