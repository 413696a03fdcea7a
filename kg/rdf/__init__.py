"""Documents and records as triples (N-Triples, UTF-8, sorted, so that equal content is equal bytes).

Work, Expression and passages follow ELI/FRBR: the Work is what language
versions share, the Expression is one of them, passages are its parts. A
mention is a node of its own, so that every extracted statement keeps its
span, method and confidence (PROV).
"""

from kg.rdf.documents import document_triples
from kg.rdf.records import RecordWriter, record_triples

__all__ = ["RecordWriter", "document_triples", "record_triples"]
