"""Finding passages by their words: analysis for six languages, and an index of the terms."""
