"""Exports: everything about the archive that is not a page. Pure.

In: the archive. Out: outputs, that is, files of `build/docs` with the function that makes each, and mails. Feeds,
citations, the API and its dump, SQLite, search records, social cards, the sitemap, the newsletter: a module or
package each, with a `render` that `build.render_archive` lists.
"""
