"""What amounts a question asks for: one sum, that of each project, or of a project and who carries it out."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.answers.kinds import Kind, kind_of
from kg.answers.notions import Carrier
from kg.search.understanding import Question

_ONE_AMOUNT = frozenset({"total", "average", "largest", "smallest", "most", "party", "carrier"})
"""Notions of one amount, or of amounts by something else than projects."""
_RANKING = _ONE_AMOUNT - {"party", "carrier"}
_OF_SEVERAL = frozenset({"total", "largest", "smallest", "average", "most", "fewest"})
_AND = re.compile(r"[,;،，、؛]|(?<!\w)(?:and|et|y|и|а также)(?!\w)|(?<!\w)و|[和及并又]")
_WHICH_PROJECT = re.compile(
    r"\b(?:which|what)\s(?:\w+\s){0,2}projects?\b|\bquels?\sprojets?\b|\b(?:qué|que|cuál(?:es)?)\sproyectos?\b"
    r"|\bкак\w+\sпроект\w*|(?:أي|أية|ما|ما هو|ما هي)\s(?:ال)?مش(?:روع|اريع)"
    r"|(?:哪个|哪些|哪一个|什么)[^，。？]{0,8}项目",
    re.IGNORECASE,
)


def lists_amounts(question: Question, carried: frozenset[str]) -> bool:
    """Whether projects and their grants are asked for, not one amount: “mercury projects grants Mongolia”."""
    kind = kind_of(question.text, question.language)
    return kind in {Kind.PASSAGE, Kind.LIST} and carried.isdisjoint(_ONE_AMOUNT)


def asks_two(question: Question, found: list[Carrier], carried: frozenset[str]) -> bool:
    """Whether who carries out projects is asked for beside their money: “which agency …, and how big is the grant?”."""
    if not carried >= {"project", "carrier", "money"} or not carried.isdisjoint(_RANKING):
        return False
    who = next(carrier.span for carrier in found if carrier.notion == "carrier")
    much = next(carrier.span for carrier in found if carrier.notion in {"money", "cofinancing"})
    return _AND.search(question.text[min(who[1], much[1]) : max(who[0], much[0]) + 1]) is not None


def without_money(question: Question, found: list[Carrier]) -> Question:
    """Without topics that are words for money here: “budget”."""
    money = {carrier.span for carrier in found if carrier.notion == "money"}
    return replace(question, entities=tuple(entity for entity in question.entities if entity.span not in money))


def of_each_project(question: Question, head: str | None, carried: frozenset[str]) -> tuple[str | None, frozenset[str]]:
    """“Which project funds it, and how much?” wants the projects and the amount of each."""
    if {"project", "money"} <= carried and carried.isdisjoint(_OF_SEVERAL) and _WHICH_PROJECT.search(question.text):
        return "project", carried | {"each"}
    return head, carried
