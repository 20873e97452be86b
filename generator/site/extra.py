"""Keys of MkDocs' `extra` by which the program passes values to its hook and theme."""

from __future__ import annotations

GENERATED = "papershelf_generated"
"""Set when the command line has brought `build/docs` up to date, so that the hook need not."""

PROBLEMS, VERDICT, BEHIND = "papershelf_problems", "papershelf_verdict", "papershelf_behind"
"""For served pages: the archive's problems, their consequence, and a notice while a build is running."""

LIVE = "papershelf_live"
"""Set while pages are served: the theme then has a placeholder for these three, which change later (see `serve`)."""
