"""Writing over HTTP: SPARQL 1.1 Update and the SPARQL 1.1 Graph Store HTTP Protocol."""
