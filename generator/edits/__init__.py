"""Edits: changes to an archive's own files, as values that commands then write together.

In: sources and the archive. Out: new texts by path, receipts and problems. It touches nothing but its own package data
(`template/`, the files of a new archive).

- `import_plan`: digests that are imported; `contribution`: what a form on GitHub asks for
- `vocabulary_edits`: suggested tags; `new_archive`, `upgrade`: the files that Papershelf gives an archive
"""
