"""Akoma Ntoso 3.0 (OASIS LegalDocML; profile AKN4UN) out of the base. ``ingest.readers.akn`` is the way in."""

from __future__ import annotations

from kg.akn.names import MEDIA_TYPE
from kg.akn.writer import akn_of, write_akn

__all__ = ["MEDIA_TYPE", "akn_of", "write_akn"]
