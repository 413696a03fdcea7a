"""Validation: SHACL shapes (``ontology/shapes``) run as SPARQL queries over a graph store.

``shapes`` reads them, ``compiler`` turns each constraint into one query,
``engine`` runs the queries over everything or over what named graphs describe,
``judging`` judges most rules by what things say, ``record`` keeps the results
with their items, ``files`` validates files that are in no base, ``report``
writes the standard's report.
"""

from kg.validation.engine import Validator
from kg.validation.model import Severity, Violation
from kg.validation.shapes import Shape, our_shapes, read_shapes

__all__ = ["Severity", "Shape", "Validator", "Violation", "our_shapes", "read_shapes"]
