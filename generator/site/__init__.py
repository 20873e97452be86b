"""The site: `build/docs`, `build/theme`, and the site that MkDocs builds from them. Only this package writes these.

In: outputs, settings of `mkdocs.yml`, the last build's manifest. Out: files. It may touch `build/`, the site,
`.cache/`, MkDocs and Pagefind.

- `docs`, `theme`, `search`, `pagefind`: write `build/`
- `manifest`, `fingerprints`, `inputs`: which files are out of date
- `builder`: one build of the site; `mkdocs_config`: problems that MkDocs finds in `mkdocs.yml`
- `pages`, `frames`, `bodies`, `lookups`, `compiled`: render generated pages; `tree`: links files that did not change
- `plugin_support`, `extra`: prepare files and settings for MkDocs' plugins and the theme; `file_links`: links to files
- `policy`, `sitemaps`, `markdown_files`: parts of a published site; `hosting_limits`: its size;
  `completeness`: pages that are empty or lack a policy
- `page_diff`, `source_diff`: the pages and the sources that a change of the archive changes
"""
