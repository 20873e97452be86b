"""Text: strings that people and other programs wrote, made clean, safe and comparable.

In: titles, abstracts, names, Markdown, TeX. Out: Unicode, safe HTML, slugs, phrases, sentences for messages. Pure: no
files, clock, environment or network. A newcomer's guide to the modules:

- `tidy`: characters and white space; `clean`: titles and abstracts; `tex`: TeX as Unicode; `mathml`: formulas as MathML
- `markdown_writer`: Markdown of ours with its HTML; `markdown_extension`: formulas and links in MkDocs' Markdown
- `markup`: people's Markdown; `safe_html`: everything that a page prints unescaped
- `identifiers`, `slugs`, `names`: ids, addresses, people; `latex`: Unicode as TeX, for BibTeX
- `phrases`, `english`, `spelling`, `leads`: words of abstracts
- `messages`, `suggest`, `wording`, `note_template`: words of ours
"""
