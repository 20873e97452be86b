"""MkDocs calls these: with them, `mkdocs build` and `mkdocs serve` alone do what `papershelf` does."""

from generator.mkdocs_hook import on_config, on_env, on_files, on_post_build, on_serve

__all__ = ["on_config", "on_env", "on_files", "on_post_build", "on_serve"]
