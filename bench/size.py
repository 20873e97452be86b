"""What a built site has of each kind of file: `python -m bench.size SITE [SMALLER_SITE]`.

With a smaller site, the last column is what each further paper adds: the difference of both, divided by the papers that
the smaller one lacks.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generator.site.hosting_limits import Size, SizeByKind, papers_in, report, sizes
from generator.system.files import plain_states_below


def further(small: SizeByKind, large: SizeByKind) -> str:
    """Return a table of what each paper adds that only the larger site has."""
    added = papers_in(large) - papers_in(small)
    lines = [f"{'each further paper':20}{'files':>9}{'KB':>9}"]
    total = Size()
    for kind, size in large.items():
        before = small.get(kind, Size())
        difference = Size(size.files - before.files, size.bytes - before.bytes)
        total += difference
        lines.append(f"{kind:20}{difference.files / added:9.2f}{difference.bytes / added / 1000:9.1f}")
    lines.append(f"{'all':20}{total.files / added:9.2f}{total.bytes / added / 1000:9.1f}")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    measured = [sizes(plain_states_below(Path(site)) or {}) for site in arguments]
    for by_kind in measured:
        print(report(by_kind, papers_in(by_kind)), end="\n\n")
    if len(measured) > 1:
        small, large = sorted(measured, key=papers_in)
        print(further(small, large))


if __name__ == "__main__":
    main(sys.argv[1:])
