"""What the graph may say: ontology, shapes and taxonomies. No logic beyond loading."""
