"""The archive: papers, each one work, from the entries of digests; with people, days and scores. Pure.

In: digests, notes and the record of addresses, as values of `model`. Out: papers with their permanent slugs, rows,
days, authors and organisations, the timeline and trending scores, and problems. It touches nothing, and knows neither
files nor formats.

- `papers`: merges the entries of one work into a paper; `works`, `title_joins`: which entries are one work
- `paper_addresses`: the permanent slug of each paper
- `references`: the paper that a note or a person refers to; `collections`: the papers that reading lists name
- `people`: authors and organisations; `namesakes`, `name_suggestions`: names that are one or several
- `citation_keys`: names of papers for BibTeX; `timeline`: weeks, months, years; `trending`: scores
- `citations`: papers that cite others; `rising`: tags of more papers than before
"""
