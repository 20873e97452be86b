"""The archive: entries of digests become papers, each one work, with people, days and scores. Pure.

In: digests, notes and the record of addresses, as values of `model`. Out: papers with their permanent slugs, rows,
days, authors and organisations, the timeline and trending scores, and problems. It touches nothing, and knows neither
files nor formats.

- `papers`: entries of one work become one paper; `references`: which paper a note or a person means
- `people`: authors and organisations; `timeline`: weeks, months, years; `trending`: scores
"""
