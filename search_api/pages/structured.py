"""What search engines read in a page: schema.org as JSON-LD, said of the same things in the same words as the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from kg.views.listing import JsonObject

Fields = dict[str, Any]


def as_script(fields: Fields) -> Markup:
    """JSON-LD that cannot end its script element; fields without a value are left out."""
    content = {"@context": "https://schema.org"} | {name: value for name, value in fields.items() if value}
    text = json.dumps(content, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no character is left that opens a tag


def item(name: str, it: JsonObject, language: str) -> Markup:
    """One thing of a list (themes, parties …), with names in the reader's language."""
    return as_script({"@id": it["uri"], "url": it["uri"], "inLanguage": language} | _SHAPES[name](it))


def document(it: JsonObject) -> Markup:
    """A language version of a document, with the others."""
    head = it["masthead"]
    return as_script(
        {
            "@type": "Report",
            "@id": it["uri"],
            "url": it["uri"],
            "name": it["title"],
            "inLanguage": it["language"],
            "identifier": it["symbol"],
            "datePublished": head["issued"] or it["date"],
            "dateModified": it["updated"],
            "exampleOfWork": {"@id": it["work"]},
            "workTranslation": [
                {"@id": v["uri"], "inLanguage": v["language"]} for v in it["versions"] if v["key"] != it["key"]
            ],
            "publisher": head["organ"] and {"@type": "Organization", "name": head["organ"]},
        }
    )


def thing(uri: str, title: str, definition: str | None) -> Markup:
    """Anything else that has an address."""
    return as_script({"@type": "Thing", "@id": uri, "url": uri, "name": title, "description": definition})


def dataset(base: str, title: str, description: str, licence: str) -> Markup:
    """The base as a dataset, with its dumps and its query endpoint."""
    dumps = (("N-Quads", "application/n-quads", "nq"), ("Turtle", "text/turtle", "ttl"))
    return as_script(
        {
            "@type": "Dataset",
            "@id": f"{base}.well-known/void#dataset",
            "url": f"{base}catalog",
            "name": title,
            "description": description,
            "license": licence,
            "inLanguage": ["ar", "zh", "en", "fr", "ru", "es"],
            "isAccessibleForFree": True,
            "distribution": [
                *(
                    {
                        "@type": "DataDownload",
                        "name": name,
                        "encodingFormat": media_type,
                        "contentUrl": f"{base}dumps/latest/mea-kg.{ending}.gz",
                    }
                    for name, media_type, ending in dumps
                ),
                {"@type": "DataDownload", "name": "SPARQL", "contentUrl": f"{base}sparql"},
            ],
        }
    )


def _theme(it: JsonObject) -> Fields:
    return {
        "@type": "DefinedTerm",
        "name": it["label"],
        "alternateName": it["alternatives"],
        "description": it["definition"],
        "inDefinedTermSet": it["scheme"] and it["scheme"]["uri"],
        "termCode": next(iter(it["notation"]), None),
    }


def _party(it: JsonObject) -> Fields:
    return {"@type": "Country", "name": it["label"], "identifier": it["key"]}


def _project(it: JsonObject) -> Fields:
    return {
        "@type": "ResearchProject",
        "name": it["title"],
        "identifier": it["id"],
        "funder": it["funder"] and {"@type": "Organization", "@id": it["funder"]["uri"], "name": it["funder"]["label"]},
    }


def _meeting(it: JsonObject) -> Fields:
    return {
        "@type": "Event",
        "name": it["title"],
        "startDate": it["start"],
        "endDate": it["end"],
        "location": it["place"] and {"@type": "Place", "name": it["place"]},
        "about": [{"@id": treaty["uri"]} for treaty in it["treaties"]],
    }


def _decision(it: JsonObject) -> Fields:
    return {
        "@type": "Legislation",
        "name": it["title"],
        "legislationIdentifier": it["number"],
        "legislationDate": it["date"],
        "isPartOf": it["treaty"] and {"@id": it["treaty"]["uri"]},
        "recordedAt": it["meeting"] and {"@type": "Event", "@id": it["meeting"]["uri"], "name": it["meeting"]["label"]},
    }


_SHAPES: dict[str, Callable[[JsonObject], Fields]] = {
    "themes": _theme,
    "parties": _party,
    "projects": _project,
    "meetings": _meeting,
    "decisions": _decision,
}
