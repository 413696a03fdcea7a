"""Finding names of things in text: labels in six languages, inflected as texts inflect them."""

from __future__ import annotations

from kg.linking.labels import Label
from kg.linking.lemmas import lemma
from kg.linking.matcher import LabelMatcher

__all__ = ["Label", "LabelMatcher", "lemma"]
