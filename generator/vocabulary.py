"""The vocabulary of tags that a curator keeps, and the tags of a paper with their reasons, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Match(Enum):
    """Where the spellings of a curated tag are searched: in title and abstract, in the title and the sentence that says
    what the paper does, in the title and the words that name what it makes, in the title alone, or nowhere. `ONCE` is
    as `NORMAL`, but one mention counts as much as two sentences.
    """

    NORMAL = "normal"
    ONCE = "once"
    MAIN = "main"
    MADE = "made"
    TITLE = "title"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class VocabularyTag:
    """A curated tag. `slug` is permanent. `aliases` are other spellings of the concept, which its page shows; `hidden`
    spellings only match. `spellings` match in place of the label, which is only a name then. `shared` spellings are
    those of other tags that mean this one as well. A `broad` tag does not count towards a paper's number of tags.

    Of single spellings, `where` replaces `match`; `context` has phrases of which the text must have one, and
    `excluded` phrases of which it must have none.
    """

    slug: str
    label: str
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    match: Match = Match.NORMAL
    parent: str = ""
    description: str = ""
    broad: bool = False
    spellings: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    where: Mapping[str, Match] = field(default_factory=dict)
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def matching(self) -> tuple[str, ...]:
        """All spellings that match, except those that it shares with other tags."""
        return tuple(dict.fromkeys((*(self.spellings or (self.label,)), *self.aliases, *self.hidden)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The curated tags, phrases that never become a tag, and retired slugs with the slugs that replace them."""

    tags: tuple[VocabularyTag, ...] = ()
    blocked: tuple[str, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """The reason why an ambiguous `spelling` counts: the text has the phrase `present`, and none of `absent`."""

    spelling: str
    present: str = ""
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentions:
    """A tag's spellings in the title of a paper, and those in its abstract, each with its count."""

    title: tuple[str, ...] = ()
    abstract: tuple[tuple[str, int], ...] = ()
    contexts: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True)
class PartAssigned:
    """The label of a tag of the paper that is a part of the other."""

    label: str


@dataclass(frozen=True, slots=True)
class NoteAdds:
    """The author of a note that adds a tag; a note without text only assigns tags."""

    author: str
    has_text: bool = True


@dataclass(frozen=True, slots=True)
class Assignment:
    """A tag of a paper, and the reason."""

    tag: str
    reason: Mentions | PartAssigned | NoteAdds


@dataclass(frozen=True, slots=True)
class PendingTag:
    """A curated tag of a paper that has no page: `papers` have it, and a page needs `minimum`."""

    label: str
    assignment: Assignment
    papers: int
    minimum: int
