"""Vector indexes: the passages nearest to a question, in each language."""
