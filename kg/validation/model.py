"""What validation finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rdflib.term import Identifier, URIRef

from kg.validation.paths import Path


class Severity(StrEnum):
    """How bad it is: breaks the use of the graph, makes answers worse, is worth a look."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Violation:
    """One result of validation (``sh:ValidationResult``), whatever its severity.

    ``focus`` is the thing that is wrong, ``path`` the property of it, ``value``
    the value of that property (or, for rules written as queries, what they
    select); ``shape`` and ``component`` are the IRIs of the rule.
    """

    focus: Identifier
    path: Path | None
    value: Identifier | None
    severity: Severity
    message: str
    shape: URIRef
    component: URIRef

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """Sorts the worst first, then by thing and place; no two results that differ are alike in it."""
        # A literal 0 is false, yet it is a value; repr tells its kind, and takes what is no valid IRI.
        value = "" if self.value is None else repr(self.value)
        rule = f"{self.shape} {self.component}"
        return self.severity.rank, repr(self.focus), str(self.path or ""), self.message, value, rule
