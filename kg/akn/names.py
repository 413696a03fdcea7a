"""Names of Akoma Ntoso that reader and writer share."""

from __future__ import annotations

from typing import Any

MEDIA_TYPE = "application/akn+xml"
NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN_NAMESPACE = "https://w3id.org/mea-kg/akn"
"""Of the elements under ``proprietary`` that hold what Akoma Ntoso has no place for."""
NAMESPACES: Any = {None: NAMESPACE, "mea": OWN_NAMESPACE}
"""For lxml, whose stubs do not know that a default namespace has no prefix."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LANGUAGES = {"ar": "ara", "zh": "zho", "en": "eng", "fr": "fra", "ru": "rus", "es": "spa"}
"""ISO 639-1 → ISO 639-2/T, as ``FRBRlanguage`` has it."""
OPERATIVE = "operative"
"""Class of the ``paragraph`` elements that are operative paragraphs of a decision."""
MASTHEAD = "masthead"
"""Class of the paragraphs of a ``preface`` whose content is in the metadata too."""
