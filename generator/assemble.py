"""Assembles the archive from its sources, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from generator.addresses import CITATIONS_RECORD, PUBLISHED_RECORD
from generator.archive import citations, collections, namesakes, papers, people, references
from generator.archive.citation_keys import citation_keys
from generator.bibliography import CitationsOf
from generator.exports import social_cards
from generator.model import (
    Archive,
    Collection,
    Credit,
    Digest,
    Json,
    Keyword,
    Link,
    Namesakes,
    Note,
    Page,
    Paper,
    Permalink,
    Problem,
    PublishedAddress,
    Settings,
    SourceFile,
    Text,
)
from generator.outputs import Output
from generator.relations import Relations
from generator.sources import (
    citation_record,
    digests,
    moved_digests,
    name_lists,
    notes,
    page_files,
    permalinks,
    published,
    settings,
    tag_reviews,
    vocabulary,
)
from generator.sources.collections import read_collection
from generator.sources.located_yaml import Document
from generator.sources.source_files import Sources
from generator.system import cache, jobs
from generator.system.cache import Cache
from generator.system.guard import guarded
from generator.system.jobs import Job, Runner, Workers
from generator.system.progress import Progress
from generator.text import clean, leads, phrases
from generator.text.phrases import Clauses
from generator.topics import (
    baseline,
    extracted_keywords,
    keyword_candidates,
    keyword_ranking,
    tag_likelihood,
    tags,
)
from generator.topics.keyword_candidates import Acronyms, Candidates
from generator.topics.tag_likelihood import TagWordsJson
from generator.topics.tags import ReadText, Tagging
from generator.vocabulary import Vocabulary

Value = TypeVar("Value")

READ_DIGESTS: Job[list[Digest] | None] = Job(
    "Reading digests",
    digests.digests_as_json,
    digests.digests_from_json,
    lambda: cache.version_of("pyyaml", "pydantic", "beautifulsoup4", "defusedxml"),
)
CLEAN_TEXTS: Job[Text] = Job(
    "Reading formulas",
    clean.cleaned_as_json,
    clean.text_from_json,
    lambda: cache.version_of("pylatexenc", "latex2mathml", "nh3"),
    few=500,
)
READ_CLAUSES: Job[Clauses] = Job(
    "Reading words", phrases.clauses_of_text, phrases.clauses_from_json, cache.version_of, few=500
)
FIND_LEADS: Job[str] = Job("Finding leads", leads.lead, str, cache.version_of, few=500)
FIND_CANDIDATES: Job[Candidates] = Job(
    "Extracting keywords",
    keyword_candidates.candidates_of_text,
    keyword_candidates.from_json,
    lambda: keyword_candidates.VERSION,
)

DRAW_CARDS: Job[bytes] = Job(
    "Drawing social cards",
    social_cards.drawn_as_json,
    social_cards.drawn_from_json,
    lambda: cache.version_of("pillow"),
    few=20,
)


_RANKED_AT_A_TIME = 1_000
"""Papers whose keywords are ranked at a time: 20 MB, and a third faster than 10,000."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The archive, the data that its tags come from, and the addresses that it must keep.

    `acronyms` has those that each paper defines. `is_whole` is False when something could not be read; such an archive
    serves only to find more problems. `navigation` has the links of `mkdocs.yml`, whose plugins may add pages.
    `relations` are empty unless the site is built.
    """

    archive: Archive
    vocabulary: Vocabulary
    keywords: Mapping[str, tuple[Keyword, ...]]
    acronyms: Sequence[Acronyms]
    published: tuple[PublishedAddress, ...] = ()
    record: tuple[Permalink, ...] = ()
    navigation: tuple[Link, ...] = ()
    is_whole: bool = True
    plugins_add_pages: bool = False
    relations: Relations = field(default_factory=Relations)
    namesakes: tuple[Namesakes, Namesakes] = (Namesakes(name_lists.PEOPLE), Namesakes(name_lists.ORGANISATIONS))


@dataclass(frozen=True, slots=True)
class _Written:
    """The values of an archive's files except its digests. `settings` are None if they cannot be read."""

    mkdocs: Document | None
    settings: Settings | None
    vocabulary: Vocabulary
    names: tuple[Namesakes, Namesakes]
    record: Sequence[Permalink]
    addresses: Sequence[PublishedAddress]
    citations: Sequence[CitationsOf]
    notes: tuple[Note, ...]
    collections: tuple[Collection, ...]
    pages: tuple[Page, ...]


def assemble(
    sources: Sources, results: Cache, workers: Workers, progress: Progress
) -> tuple[Assembled | None, list[Problem]]:
    """Return the archive as far as it can be read, None without settings, and all problems of the sources."""
    problems: list[Problem] = []
    written = _read_written(sources, problems)
    record, addresses = written.record, written.addresses
    with jobs.runner(results, workers, progress) as runner:
        digests_read = read_digests(sources.digests, problems, _readable_digests(sources.digests, runner))
        if written.mkdocs is None or written.settings is None:
            return None, problems
        problems += moved_digests.problems(sources.misplaced, record, digests_read)
        is_readable = not any(problem.is_error for problem in problems)
        digests_read, merged = _merge(digests_read, record, runner)
        works = _keep(problems, references.attach(_with_leads(merged.papers, runner), written.notes, record))
        days = papers.days(digests_read, merged.slug_at, works)
        works = papers.in_order(days)
        rows = papers.rows(digests_read, merged.slug_at)
        arrivals = papers.arrivals(rows, record)
        ranked, acronyms = _rank_keywords(works, arrivals, written.vocabulary, runner)
        texts = _read_texts(works, arrivals, written.vocabulary, runner)
    is_whole = not any(problem.is_error for problem in problems)
    # An unreadable digest has its own problem. The addresses that it loses are not reported as well.
    problems += merged.problems if is_readable else ()
    tagging = _assign_tags(works, ranked, texts, written.settings, written, problems)
    problems += settings.pair_problems(sources.settings, {tag.slug for tag in tagging.tags})
    archive = Archive(
        written.settings,
        works,
        days,
        tagging.tags,
        tagging.assignments,
        written.pages,
        rows,
        *_credits(works, written, written.settings.minimum_papers_per_author, problems),
        recorded_files=published.files(addresses),
        static_files=sources.static_files,
        keywords=extracted_keywords.choose(works, ranked, tagging.tags, written.vocabulary, tagging.assignments),
        citation_keys=citation_keys(works, rows, record),
        pending_tags=tagging.pending,
        cites=citations.within(works, written.citations),
        unattached_notes=references.unattached(works, written.notes),
        collections=_keep(problems, collections.look_up(written.collections, works, record)),
        pinned=_keep(problems, _pinned(sources.settings, written, works)),
        arrivals=arrivals,
    )
    assembled = Assembled(
        archive,
        written.vocabulary,
        ranked,
        acronyms,
        tuple(published.without_papers(addresses, {permalink.slug for permalink in record})),
        tuple(record),
        tuple(settings.navigation(written.mkdocs)),
        is_whole,
        settings.plugins_add_pages(written.mkdocs),
        namesakes=written.names,
    )
    return assembled, problems


def _read_written(sources: Sources, problems: list[Problem]) -> _Written:
    """Read all files except digests, and add their problems."""
    mkdocs, configured = sources.mkdocs_document(), None
    if mkdocs:
        configured = _read(partial(settings.read_settings, mkdocs, sources.settings), mkdocs.path, problems)
    pages = _read_all(page_files.read_page, sources.pages, problems)
    reviews = _read(partial(tag_reviews.read_reviews, sources.tag_reviews), tag_reviews.PATH, problems) or []
    return _Written(
        mkdocs,
        configured,
        _read(partial(vocabulary.read_vocabulary, sources.vocabulary), vocabulary.PATH, problems) or Vocabulary(),
        _read_names(sources, problems),
        _read(partial(permalinks.parse_record, sources.permalinks), permalinks.PATH, problems) or [],
        _read(partial(published.parse, sources.published), PUBLISHED_RECORD, problems) or [],
        _read(partial(citation_record.parse, sources.citations), CITATIONS_RECORD, problems) or [],
        (*_read_all(notes.read_note, sources.notes, problems), *reviews),
        _read_all(read_collection, sources.collections, problems),
        tuple(settings.pages_of_site(mkdocs, pages)) if mkdocs else pages,
    )


def _merge(
    digests_read: Sequence[Digest], record: Sequence[Permalink], runner: Runner
) -> tuple[list[Digest], papers.MergedPapers]:
    """Return the digests without hidden entries, and their papers."""
    clean_text = _text_cleaner(digests_read, runner)
    shown = papers.without_hidden(digests_read, record, clean_text)
    return shown, papers.merge(shown, record, clean_text)


def _rank_keywords(
    works: Iterable[Paper], arrivals: Iterable[str], curated: Vocabulary, runner: Runner
) -> tuple[dict[str, tuple[Keyword, ...]], tuple[Acronyms, ...]]:
    """Return the keywords of each paper, and the acronyms that each defines: see `keyword_ranking`.

    A paper is ranked again only if its text, the baseline, the vocabulary or the program changed.
    """
    by_slug = {paper.slug: paper.text for paper in works}
    texts = {slug: by_slug[slug] for slug in arrivals}
    oldest = [*texts.values()][: baseline.size(len(texts))]
    phrases = sorted(set(tags.phrases(curated)))
    version = f"{keyword_candidates.VERSION} {cache.version_of('numpy')}"
    of_baseline = cache.hash_of([version, *oldest])

    def measure() -> keyword_ranking.StatisticsJson:
        by_text = runner.run(FIND_CANDIDATES, oldest)
        return keyword_ranking.read_statistics([by_text[text] for text in oldest])

    def rank(new: Sequence[str]) -> dict[str, Json]:
        candidates = runner.run(FIND_CANDIDATES, new)
        read = cache.remember("keyword statistics", version, of_baseline, measure, runner.cache)
        statistics = keyword_ranking.statistics_from_json(read)
        outside = set(new).difference(oldest)
        by_text: dict[str, Json] = {}
        for batch in cache.batches(new, _RANKED_AT_A_TIME):
            of_batch = {text: candidates.pop(text) for text in batch}
            ranked = keyword_ranking.rank(of_batch, phrases, statistics, outside)
            by_text |= {text: keyword_ranking.to_json(ranked[text], of_batch[text].acronyms) for text in batch}
        return by_text

    key = cache.hash_of([of_baseline, phrases])
    by_text = cache.remember_each("keywords", key, texts.values(), rank, keyword_ranking.from_json, runner.cache)
    ranked = {slug: by_text[text][0] for slug, text in texts.items()}
    return ranked, tuple(by_text[text][1] for text in texts.values())


def _assign_tags(
    works: Sequence[Paper],
    ranked: Mapping[str, tuple[Keyword, ...]],
    texts: Mapping[str, ReadText],
    configured: Settings,
    written: _Written,
    problems: list[Problem],
) -> Tagging:
    tagging = tags.assign(
        works,
        ranked,
        written.vocabulary,
        configured.minimum_papers_per_tag,
        published.kept(written.addresses, "tags"),
        texts,
    )
    # If the vocabulary cannot be read, no tag of a note is known.
    if not any(problem.path == vocabulary.PATH for problem in problems):
        strays = references.unattached(works, written.notes)
        problems += [*tagging.problems, *(problem for note in strays for problem in tagging.names.problems(note))]
    return tagging


def _pinned(
    archive: SourceFile | None, written: _Written, works: Sequence[Paper]
) -> tuple[tuple[Paper, ...], list[Problem]]:
    """Return the papers that the settings pin, and a warning for each that is none."""
    wanted = written.settings.pinned if written.settings else ()
    if not wanted:
        return (), []
    found, hints = references.look_up(wanted, works, written.record)
    return found, list(settings.pinned_problems(archive, hints))


def _credits(
    works: Sequence[Paper], written: _Written, minimum: int, problems: list[Problem]
) -> tuple[tuple[Credit, ...], tuple[Credit, ...], tuple[Credit, ...]]:
    """Return authors, organisations and venues."""
    addresses = written.addresses
    authors, organisations = (
        _keep(problems, namesakes.owners(names, works, written.record)) for names in written.names
    )
    return (
        people.authors(works, minimum, published.kept(addresses, people.AUTHORS), authors),
        people.organisations(works, minimum, published.kept(addresses, people.ORGANISATIONS), organisations),
        people.venues(works, minimum, published.kept(addresses, people.VENUES)),
    )


def _read_names(sources: Sources, problems: list[Problem]) -> tuple[Namesakes, Namesakes]:
    """Return the curator's names of people and of organisations, without those of a file with problems."""
    people, organisations = name_lists.PEOPLE, name_lists.ORGANISATIONS
    return (
        _read(partial(name_lists.read_people, sources.people), people, problems) or Namesakes(people),
        _read(partial(name_lists.read_organisations, sources.organisations), organisations, problems)
        or Namesakes(organisations),
    )


def draw_cards(outputs: Mapping[str, Output], results: Cache, workers: Workers, progress: Progress) -> Iterator[Output]:
    """Yield the social cards among the outputs as they are drawn; the cache has those of earlier builds.

    A card takes 7 ms, and where only the cache is kept, as in a workflow, each build would draw all of them.
    """
    texts = {
        path: social_cards.as_text(card)
        for path, each in outputs.items()
        if each.write is social_cards.draw and isinstance(card := each.inputs[0], social_cards.Card)
    }
    with jobs.runner(results, workers, progress) as runner:
        drawn = runner.run(DRAW_CARDS, texts.values())
    for path, text in texts.items():
        yield replace(outputs[path], write=partial(_kept, drawn[text]))


def _kept(content: bytes, *_: object) -> bytes:
    return content


def find_candidates(texts: Mapping[str, str], runner: Runner) -> dict[str, Candidates]:
    """Return the keyword candidates of each text by its name. The first line of a text is its title."""
    by_text = runner.run(FIND_CANDIDATES, texts.values())
    return {name: by_text[text] for name, text in texts.items()}


def read_digests(
    files: Iterable[SourceFile], problems: list[Problem], readable: Mapping[str, list[Digest]] = MappingProxyType({})
) -> list[Digest]:
    """Return the digests of `content/digests/`, in the order of their files; add what is wrong with them to `problems`.

    `readable` has, by path, the digests of files that were read before without a problem.
    """
    digests_read: list[Digest] = []
    for file in sorted(files, key=lambda file: file.path):
        if file.path in readable:
            digests_read += readable[file.path]
            continue
        for reading in digests.read_digests(file):
            problems += reading.problems
            digests_read += [reading.digest] if reading.digest else []
    return digests_read


def _readable_digests(files: Sequence[SourceFile], runner: Runner) -> dict[str, list[Digest]]:
    """Return the digests of each file without problems, by path."""
    texts = {file.path: f"{file.path}\0{file.text}" for file in files}
    by_text = runner.run(READ_DIGESTS, texts.values())
    return {path: read for path, text in texts.items() if (read := by_text[text]) is not None}


def _text_cleaner(digests_read: Iterable[Digest], runner: Runner) -> Callable[[str], Text]:
    """Return a `clean_text` that has the results for these digests: a formula takes it a tenth of a millisecond."""
    raw: dict[str, None] = {}
    as_written: set[str] = set()
    for digest in digests_read:
        texts = papers.texts(digest)
        as_written.update(clean.beyond_budget(texts))
        raw |= dict.fromkeys(filter(clean.may_need_cleaning, texts))
    cleaned = runner.run(CLEAN_TEXTS, [text for text in raw if text not in as_written])
    cleaned |= {text: clean.text_as_written(text) for text in as_written}

    def clean_text(text: str) -> Text:
        if text not in cleaned:  # one without TeX, of which several stages ask
            cleaned[text] = clean.clean_text(text)
        return cleaned[text]

    return clean_text


def _with_leads(works: Sequence[Paper], runner: Runner) -> tuple[Paper, ...]:
    by_text = runner.run(FIND_LEADS, (paper.text for paper in works))
    return tuple(replace(paper, lead=by_text[paper.text]) for paper in works)


def _read_texts(
    works: Iterable[Paper], arrivals: Iterable[str], curated: Vocabulary, runner: Runner
) -> dict[str, ReadText]:
    """Return the clauses of each paper, and its curated tags: see `tags.read_texts`.

    Tags are found again only if the paper's text, the baseline, the vocabulary or the program changed.
    """
    texts = {paper.slug: paper.text for paper in works}
    clauses = runner.run(READ_CLAUSES, texts.values())
    ordered = [texts[slug] for slug in arrivals]
    oldest = dict.fromkeys(ordered[: baseline.size(len(ordered))])
    version = cache.version_of()
    of_baseline = cache.hash_of([version, repr(curated.tags), *oldest])

    def learn() -> TagWordsJson:
        return tags.learn_words((clauses[text] for text in oldest), curated)

    def assign(new: Sequence[str]) -> dict[str, Json]:
        words = tag_likelihood.from_json(cache.remember("words of tags", version, of_baseline, learn, runner.cache))
        read = tags.read_texts({text: clauses[text] for text in new}, curated, words, oldest)
        return {text: tags.curated_as_json(read[text].curated) for text in new}

    assigned = cache.remember_each("curated tags", of_baseline, clauses, assign, tags.curated_from_json, runner.cache)
    return {slug: ReadText(clauses[text], assigned[text]) for slug, text in texts.items()}


def _keep(problems: list[Problem], result: tuple[Value, list[Problem]]) -> Value:
    """Return a stage's value, and add its problems to the others."""
    value, more = result
    problems += more
    return value


def _read_all(
    read: Callable[[SourceFile], tuple[Value | None, list[Problem]]],
    files: Iterable[SourceFile],
    problems: list[Problem],
) -> tuple[Value, ...]:
    values = [_read(partial(read, file), file.path, problems) for file in files]
    return tuple(value for value in values if value is not None)


def _read(read: Callable[[], tuple[Value, list[Problem]]], path: str, problems: list[Problem]) -> Value | None:
    """Return the value of a file, None if reading it raised an exception, which becomes a problem of the file."""
    result = guarded(read, path)
    return _keep(problems, (None, [result]) if isinstance(result, Problem) else result)
