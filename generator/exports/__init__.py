"""Exports: every representation of the archive that is not a page. Pure.

In: the archive. Out: outputs, that is, files of `build/docs`, each with the function that writes it. Modules with a
`render` are listed in `build.render_archive`:

- `feeds`: RSS, Atom, JSON Feed and OPML of the feeds that `channels` lists
- `citations`: BibTeX, RIS and CSL-JSON; `citation_tags`: metadata in pages, from the same references
- `api`: JSON files, their schemas and the dump; `sqlite`: the same as a database
- `shelf_data`: JSON for the scripts of the shelf
- `llms`: Markdown for language models; `sitemap`: `robots.txt` and long sitemaps; `social_cards`: preview images

Others are used elsewhere: `search_records`, `search_tables` and `search_words` by `site.search`, and `newsletter`,
which makes a mail, by its command.
"""
