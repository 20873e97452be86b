"""Edits: changes to an archive's own files, as values that commands then write together.

In: sources and the archive. Out: new texts by path, receipts and problems. It reads nothing but its own package data
(`template/`, the files of a new archive).

- `change`, `archive_state`: what commands write, and what they see of the archive
- `paper_edits`, `row_values`, `digest_files`, `yaml_text`: papers removed, hidden, corrected, merged and split; `undo`:
  taken back
- `tag_edits`: tags renamed, dropped, and given to papers by hand
- `import_plan`: the digest files that an import changes; `digest_rows`: entries added to a digest; `note_drafts`: notes
  that begin with remarks of imported rows
- `enrichment`: facts that services know, added to digests
- `contribution`: the files that a submitted form changes
- `vocabulary_edits`: suggested tags, added to `site_config/tags.yml`; `name_edits`: names, to `people.yml`
- `diagnosis`: whether an archive can be published, and its faults
- `new_archive`, `upgrade`: the files that Papershelf gives an archive
"""
