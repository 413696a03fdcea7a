"""What the text of a treaty says of itself: “paragraph 2 of this Article”, «настоящей Конвенции», 本条第2款."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.pinpoints import Pinpoint, lone_pinpoints, pinpoints
from kg.identifiers import provision_keys
from kg.model import Mention

_METHOD = "own-provision"
_THIS = MappingProxyType(
    {
        "en": (r"(?:this|the\spresent)\s", "article", "annex", "convention"),
        "fr": (r"(?:l[ae]s?\s)?présente?\s|cet(?:te)?\s", "article", "annexe", "convention"),
        "es": (r"(?:(?:el|la)\s)?presente\s|est[ae]\s", "artículo", "anexo", "(?:convenio|convención)"),
        "ru": (r"(?:настоящ|данн)\w{2,3}\s|эт(?:ой|а|у|о|ого|ому|им|ом|ою)\s", r"стать\w{1,2}", r"приложени\w{1,2}",
               r"конвенци\w{1,2}"),
        "zh": (r"本", "条(?![约例款文])", "附件", "公约"),
        "ar": (r"[وفبكل]?هذ(?:ه|ا)\s", "المادة", "المرفق", "الاتفاقية"),
    }
)  # fmt: skip
"""Language → what says *this*, and an article, an annex, a convention after it."""
_SELF = MappingProxyType(
    {
        language: re.compile(
            rf"(?<![^\W\d_\u3400-\u9fff])(?:{this})(?:(?P<article>{article})|(?P<annex>{annex})|(?P<treaty>{treaty}))"
            + ("" if language == "zh" else r"(?!\w)"),
            re.IGNORECASE,
        )
        for language, (this, article, annex, treaty) in _THIS.items()
    }
)


def find_own_provisions(view: PassageText, context: EnrichmentContext, others: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions of the treaty, and of the article or annex that a passage of its text stands in.

    A paragraph without an article is one of the same article, when that has such a paragraph.

    Args:
        view: of a document that is the text of ``context.convention``; else there are none.
        context: of that document.
        others: mentions that name a provision by its number; what they cover is left to them.
    """
    if not context.is_treaty or context.convention is None or view.language not in _SELF:
        return
    named = _outside(_named(view, context), others)
    yield from named
    yield from _outside(_lone(view, context), [*others, *named])


def _outside(mentions: Iterable[Mention], others: Sequence[Mention]) -> list[Mention]:
    """Those that stand at no place of one of the others."""
    return [m for m in mentions if all(m.span[1] <= o.span[0] or m.span[0] >= o.span[1] for o in others)]


def _named(view: PassageText, context: EnrichmentContext) -> Iterator[Mention]:
    for match in _SELF[view.language].finditer(view.text):
        if match["treaty"]:
            treaty = str(context.convention)
            yield view.mention(match.span(), "treaty", treaty, context.uris.of("treaty", treaty), method=_METHOD)
            continue
        own = _own(view, context, "art_" if match["article"] else "annex_")
        if own is None:
            continue
        yield view.mention(match.span(), "provision", own, context.uris.of("provision", own), method=_METHOD)
        for found in pinpoints(view.text, *match.span()) if match["article"] else ():
            yield paragraph_mention(view, context, own, found, method=_METHOD, confidence=0.95)


def _lone(view: PassageText, context: EnrichmentContext) -> Iterator[Mention]:
    own = _own(view, context, "art_")
    for found in lone_pinpoints(view.text) if own is not None else ():
        if f"{own}__para_{found.number}" in context.paragraphs:
            yield paragraph_mention(view, context, str(own), found, method=_METHOD, confidence=0.85)


def paragraph_mention(
    view: PassageText, context: EnrichmentContext, article: str, found: Pinpoint, *, method: str, confidence: float
) -> Mention:
    """A paragraph of an article. One whose text is not in the base leads to the article; the value keeps the place."""
    paragraph = f"{article}__para_{found.number}"
    target = paragraph if paragraph in context.paragraphs else article
    uri = context.uris.of("provision", target) if "." in article else None
    return view.mention(found.span, "provision", f"{article}__{found.eid}", uri, method=method, confidence=confidence)


def _own(view: PassageText, context: EnrichmentContext, beginning: str) -> str | None:
    """Key of the article, or of the annex, that the passage stands in."""
    keys = provision_keys(str(context.convention), view.passage.eid)
    return keys[0] if keys and keys[0].partition(".")[2].startswith(beginning) else None
