"""The knowledge base: documents, graph, indexes, search."""
