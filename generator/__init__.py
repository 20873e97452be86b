"""Papershelf turns digests of papers into a curated archive published as a static site."""

__version__ = "0.1.0"
