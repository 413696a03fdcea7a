"""One node for one thing: what sources name differently and is the same, found by rule or told by a person.

Each source keeps its own graph. Where two URIs name one thing, both sources' statements are written under one of
them, the statements as given are kept beside, and the other URI redirects. ADR 0007 says why and how.
"""

from __future__ import annotations

from kg.identity.pairs import Identities, Pair
from kg.identity.settling import decide, settle
from kg.identity.suspicion import Suspicion, suspicions

__all__ = ["Identities", "Pair", "Suspicion", "decide", "settle", "suspicions"]
