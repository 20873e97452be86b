"""New digests in an archive in memory."""

from __future__ import annotations

from generator.assemble import Assembled
from generator.model import Archive, Settings, SourceFile
from generator.preview import with_digests
from generator.vocabulary import Vocabulary


def test_tex_beyond_the_budget_of_a_digest_stays_as_written() -> None:
    archive = Archive(Settings("A", "https://a.org/"), (), (), (), {}, ())
    rows = "".join(f"  - title: 'Trees {number}'\n    abstract: '{number} {'$x$ ' * 4_900}'\n" for number in range(4))
    digest = SourceFile("content/digests/2026-04-20-desk.yml", f"date: 2026-04-20\nsource: desk\npapers:\n{rows}")
    shown = with_digests(Assembled(archive, Vocabulary(), {}, {}), [digest], None)
    assert shown
    first, *_, last = sorted(shown.assembled.archive.papers, key=lambda paper: paper.title.plain)
    assert "$" not in first.abstract[0].plain
    assert "$x$" in last.abstract[0].plain
