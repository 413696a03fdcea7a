"""Treaties, the parties' profiles, and our extension: projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib.namespace import DCTERMS, RDFS, SKOS

from kg.terms import MEA
from kg.views.things import Statements
from search_api.feeds.informea.facts import TITLES, Facts, one, texts_of, values_of
from search_api.feeds.informea.rows import Row, Scalar, midnight, part_id, row, strings, values
from search_api.feeds.informea.schema import AMOUNT, COUNTRY_PROFILE, PROJECT, TREATY


def treaties(facts: Facts) -> Iterator[Row]:
    """The treaties that InforMEA has a code for, which is their id."""
    updated = facts.taxonomy_updated("treaties")
    for uri, about in facts.treaties.items():
        code = facts.treaty_code(uri)
        if code is None:
            continue
        titles = texts_of(about, SKOS.prefLabel)
        given: dict[str, Scalar] = {
            "id": code,
            "UUID": facts.treaty_uuid(uri),
            "url": one(about, RDFS.seeAlso) or uri,
            "titleEnglish": titles.get("en", code),
            "officialNameEnglish": texts_of(about, DCTERMS.title).get("en"),
            "updated": updated,
        }
        lists = {
            "title": strings(TREATY, code, "title", titles),
            "description": strings(TREATY, code, "description", texts_of(about, SKOS.definition)),
        }
        yield row(TREATY, given, lists)


def country_profiles(facts: Facts) -> Iterator[Row]:
    """Who takes part in which treaty, one row for each party and treaty."""
    for about in facts.records(MEA.PartyStatus).values():
        party, treaty = one(about, MEA.party), facts.treaty_code(one(about, MEA.treaty))
        if party is None or treaty is None:
            continue
        country, status = facts.key(party), one(about, MEA.status)
        given: dict[str, Scalar] = {
            "id": f"{country}-{treaty}",
            "country": country,
            "treaty": treaty,
            "entryIntoForce": midnight(one(about, MEA.entryIntoForce)),
            "entryIntoForceStatus": facts.key(status).rpartition(".")[2] if status else "unknown",
            "statusDate": midnight(one(about, MEA.statusDate) or one(about, MEA.signatureDate)),
            "note": "; ".join(values_of(about, DCTERMS.source)) or None,
            "updated": facts.updated(about),
        }
        yield row(COUNTRY_PROFILE, given)


def projects(facts: Facts) -> Iterator[Row]:
    """Projects, with the treaties that they serve."""
    amounts = facts.records(MEA.FundingAmount)
    for uri, about in facts.records(MEA.Project).items():
        key = facts.key(uri)
        codes = [code for t in values_of(about, MEA.agreement) if (code := facts.treaty_code(t))]
        status, funder = one(about, MEA.status), one(about, MEA.funder)
        given: dict[str, Scalar] = {
            "protocolVersion": 1,
            "id": key,
            "treaty": codes[0] if codes else None,
            "url": uri,
            "status": facts.label(status) if status else None,
            "funder": facts.label(funder) if funder else None,
            "fundSource": one(about, MEA.fundSource),
            "period": one(about, MEA.fundingPeriod),
            "updated": facts.updated(about),
        }
        agencies = [facts.label(a) or facts.key(a) for a in values_of(about, MEA.agency)]
        lists = {
            "title": strings(PROJECT, key, "title", texts_of(about, *TITLES)),
            "treaties": values(PROJECT, key, "treaties", codes),
            "countries": values(PROJECT, key, "countries", [facts.key(p) for p in values_of(about, MEA.party)]),
            "agencies": values(PROJECT, key, "agencies", agencies),
            "amounts": _amounts(key, about, amounts),
        }
        yield row(PROJECT, given, lists)


def _amounts(key: str, about: Statements, amounts: Mapping[str, Statements]) -> tuple[Row, ...]:
    found = []
    for uri in values_of(about, MEA.amount):
        amount = amounts.get(uri, {})
        kind = one(amount, MEA.amountKind) or "amount"
        given: dict[str, Scalar] = {
            "id": part_id(PROJECT, key, "amounts", kind),
            "kind": kind,
            "value": int(float(one(amount, MEA.value) or 0)),
            "currency": one(amount, MEA.currency) or "USD",
        }
        found.append(row(AMOUNT, given))
    return tuple(found)
