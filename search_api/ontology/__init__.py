"""The documentation of our ontology, made from the ontology itself."""
