"""Sources: files and answers that people and other programs wrote, as checked values and located problems.

In: the archive's files, files to import, answers of APIs, issues. Out: digests, notes, pages, settings, the vocabulary,
records of addresses, and a `Problem(path, line, column, message, hint)` for each fault. It reads files (`source_files`,
`static_files`) and sends requests (`http`); everything else is pure. Nothing here trusts its input.

- `readers/`: a module for each format of digests; `digests`, `entries`, `people`: check and convert what they read
- `located_yaml`, `trusted_yaml`: YAML with positions; `schemas`, `json_schemas`: the shapes of files
- `settings`, `material_settings`, `code_in_settings`: `mkdocs.yml` and `archive.yml`; `vocabulary`: `tags.yml`;
  `name_lists`: `people.yml` and `organisations.yml`
- `notes`, `collections`, read by `untrusted_files`; `page_files`: pages; `tag_reviews`: decisions on doubtful tags
- `permalinks`, `published`: the two records of addresses; `citation_record`: papers that cite others
- `published_online`: the addresses that the published site lists
- `digest_writer`, `yaml_writer`: write digests; `issue_forms`: read submitted forms
- `fetch`, `api_answers`, `http`: the Daily Papers API and arXiv
- `lookup`: facts about papers from `services/`, which has a module for each service
- `moved_digests`: digests where none is read; `checks`: further problems that only `papershelf check` reports
"""
