"""Text: strings that people and other programs wrote, made clean, safe and comparable.

In: titles, abstracts, names, Markdown, TeX. Out: Unicode, safe HTML, slugs, phrases, sentences for messages. Pure: no
files, clock, environment or network, but catalogues of messages, which are package data.

- `tidy`: characters and white space; `clean`, `html_debris`: titles and abstracts; `scripts`: raised characters
- `tex`, `tex_syntax`, `lost_tex`: TeX as Unicode; `formulas`, `mathml`, `letters`: formulas as MathML
- `markdown_writer`, `markdown_extension`: our own Markdown, with its HTML
- `markup`, `note_markdown`, `markdown_links`: people's Markdown; `safe_html`: all HTML that a page prints unescaped
- `identifiers`, `identity`: ids and evidence of works; `names`, `author_lists`: people; `slugs`, `web`: addresses
- `latex`: Unicode as TeX, for BibTeX; `safe_tex`: formulas that LaTeX may run; `record_notes`: remarks of bibliographic
  records
- `phrases`, `english`, `spelling`, `sentences`, `leads`: words and sentences of abstracts; `languages`: their language
- `messages`, `suggest`, `wording`, `note_template`: our own words
"""
