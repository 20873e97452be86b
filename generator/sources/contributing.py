"""Ways from a page of the site to the repository's own forms, filled in for the contributor."""

from __future__ import annotations
