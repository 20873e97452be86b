"""Keys of MkDocs' `extra` by which the program and its theme tell each other what neither can see."""

from __future__ import annotations

GENERATED = "papershelf_generated"
"""The command line has brought `build/docs` up to date: the hook need not."""

PROBLEMS, VERDICT, BEHIND = "papershelf_problems", "papershelf_verdict", "papershelf_behind"
"""For pages that are served: the archive's problems, what follows from them, and that a build is under way."""

LIVE = "papershelf_live"
"""The theme leaves room for these, since they change while pages are served: see `serve`."""
