"""Sources: what people and other programs wrote becomes values and located problems.

In: the archive's files, files that are imported, answers of APIs, issues. Out: digests, notes, pages, settings, the
vocabulary, records of addresses; `Problem(path, line, column, message, hint)` for whatever is wrong. It reads files
(`source_files`) and asks servers (`http`); everything else is pure. Nothing here trusts what it reads.

- `readers/`: a module per format of digests; `digests`, `entries`: what they read, checked
- `located_yaml`, `schemas`: YAML with places, and the shapes of files; `settings`, `material_settings`: mkdocs.yml
- `fetch`, `api_answers`, `http`: the Daily Papers API and arXiv
"""
