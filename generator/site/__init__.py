"""The site: `build/docs`, `build/theme` and the site that MkDocs makes of them. The only package that writes these.

In: outputs, settings of `mkdocs.yml`, the last build's manifest. Out: files. It may touch `build/`, the site,
`.cache/`, MkDocs and Pagefind.

- `docs`, `theme`, `search`: what `build/` consists of; `manifest`, `fingerprints`, `inputs`: what is made again
- `builder`: one build of the site; `pages`, `frames`, `bodies`: generated pages in it; `tree`: what is linked
- `policy`, `sitemaps`, `hosting_limits`, `page_diff`, `mkdocs_config`: what a published site needs besides
"""
