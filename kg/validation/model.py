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
    def order(self) -> tuple[int, str, str, str, str]:
        """Sorts the worst first, then by thing and place."""
        return self.severity.rank, str(self.focus), str(self.path or ""), self.message, str(self.value or "")
