"""A document's mentions and relations, found by a spaCy pipeline; the only package that imports spaCy."""
