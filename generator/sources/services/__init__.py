"""Services that know facts about works, one module for each. They are asked by `generator/sources/lookup.py`."""

from __future__ import annotations

from generator.sources.services import arxiv, crossref, openalex, semantic_scholar

SERVICES = (arxiv.SERVICE, openalex.SERVICE, semantic_scholar.SERVICE, crossref.SERVICE)
"""All services, in the order in which they are asked: Crossref knows only DOIs, which the others may find."""

PRECEDENCE = tuple(
    one.api.name for one in (arxiv.SERVICE, crossref.SERVICE, openalex.SERVICE, semantic_scholar.SERVICE)
)
"""The names of services: of a value that several have, that of the first is taken."""
