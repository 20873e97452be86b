"""Topics: keywords, tags and related papers, from the words of papers. Pure, but for trees that are package data.

In: papers as values of `model`, the vocabulary, notes. Out: keywords, tags with the reason for each, related papers,
the map, suggestions for the vocabulary. Only `keyword_candidates` imports yake, and only `similarity` scikit-learn.

- `keyword_candidates`: phrases of one text, by YAKE; `keyword_ranking`, `keyword_trees`: a paper's keywords, weighed
  over all papers; `extracted_keywords`: those that its page shows
- `tags`: the tags of all papers; `automatic_tags`: keywords that become tags; `tag_matches`: mentions in a text
- `text_terms`: words and phrases that can name a concept; `similarity`: vectors of papers by these; `related`:
  neighbours; `archive_map`: positions on a map; `map_regions`: regions of it with names; `profiles`: terms that papers
  are compared by in browsers
- `curated_tags`: those of one paper, by the vocabulary; `tag_likelihood`: how likely each is;
  `doubtful_tags`: those of few words, for the curator to judge
- `tag_suggestions`: changes of the vocabulary that a curator may want
"""
