"""Topics: words become keywords, keywords tags, and papers neighbours. Pure.

In: papers as values of `model`, the vocabulary, notes. Out: keywords, tags and why a paper has them, related papers,
the map, suggestions for the vocabulary. Only `keyword_candidates` imports yake, and only `similarity` scikit-learn.

- `keyword_candidates` of one text → `keyword_ranking` with what the whole archive knows → `tags`, `automatic_tags`
- `similarity` → `related`, `archive_map`; `tag_suggestions`: what a curator may want to change
"""
