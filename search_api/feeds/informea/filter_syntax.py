"""The language of ``$filter``: text to a tree.

Written here because the parsers at hand know OData 4 only: no ``datetime'…'``, no ``guid'…'``, no ``substringof``.
"""

from __future__ import annotations

from kg.errors import BadInput
from search_api.feeds.informea.filter_tokens import Token, tokens, unreadable, value
from search_api.feeds.informea.filter_tree import Binary, Call, Constant, Node, Not, Path, Quantified

LENGTH = 2000
"""Longest filter that is read, in characters."""

DEPTH = 60
"""Deepest nesting that is read."""

COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")


def parse_filter(text: str) -> Node:
    """The tree of a filter.

    Raises:
        BadInput: naming the place from which on it cannot be read.
    """
    if len(text) > LENGTH:
        raise BadInput(f"A filter may have at most {LENGTH} characters.")
    parser = _Parser(tokens(text))
    tree = parser.either(0)
    parser.expect_end()
    return tree


class _Parser:
    """Recursive descent: ``or`` binds least, then ``and``, then ``not``, then comparisons."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at = tokens, 0

    def either(self, depth: int) -> Node:
        if depth > DEPTH:
            raise BadInput(f"The filter is nested more than {DEPTH} deep.")
        left = self._both(depth)
        while self._word("or"):
            left = Binary("or", left, self._both(depth))
        return left

    def expect_end(self) -> None:
        if self._at < len(self._tokens):
            raise self._stop()

    def _both(self, depth: int) -> Node:
        left = self._denied(depth)
        while self._word("and"):
            left = Binary("and", left, self._denied(depth))
        return left

    def _denied(self, depth: int) -> Node:
        denials = 0
        while self._peek("name", "not"):
            self._at += 1
            denials += 1
        if denials > DEPTH:
            raise BadInput(f"The filter is nested more than {DEPTH} deep.")
        found = self._compared(depth)
        for _ in range(denials):
            found = Not(found)
        return found

    def _compared(self, depth: int) -> Node:
        left = self._single(depth)
        for operator in COMPARISONS:
            if self._word(operator):
                return Binary(operator, left, self._single(depth))
        return left

    def _single(self, depth: int) -> Node:
        if self._sign("("):
            inner = self.either(depth + 1)
            self._need(")")
            return inner
        if self._at >= len(self._tokens):
            raise BadInput("The filter ends too early.", remedy="Complete it, or leave it out.")
        token = self._tokens[self._at]
        self._at += 1
        if token.kind != "name":
            return Constant(value(token))
        if token.text in {"true", "false", "null"}:
            return Constant({"true": True, "false": False, "null": None}[token.text])
        return self._call(token, depth) if self._sign("(") else self._path(token, depth)

    def _call(self, name: Token, depth: int) -> Node:
        arguments = [self.either(depth + 1)]
        while self._sign(","):
            arguments.append(self.either(depth + 1))
        self._need(")")
        return Call(name.text.lower(), tuple(arguments))

    def _path(self, first: Token, depth: int) -> Node:
        names = [first.text]
        while self._sign("/"):
            if not self._peek("name"):
                raise self._stop()
            name = self._tokens[self._at].text
            self._at += 1
            if name in {"any", "all"} and self._sign("("):
                return self._quantified(Path(tuple(names)), name, depth)
            names.append(name)
        return Path(tuple(names))

    def _quantified(self, path: Path, quantifier: str, depth: int) -> Node:
        if quantifier == "any" and self._sign(")"):
            return Quantified(path, quantifier, None, None)
        if not self._peek("name"):
            raise self._stop()
        variable = self._tokens[self._at].text
        self._at += 1
        self._need(":")
        body = self.either(depth + 1)
        self._need(")")
        return Quantified(path, quantifier, variable, body)

    # ------------------------------------------------------------------ tokens

    def _peek(self, kind: str, text: str | None = None) -> bool:
        if self._at >= len(self._tokens):
            return False
        token = self._tokens[self._at]
        return token.kind == kind and text in {None, token.text}

    def _word(self, text: str) -> bool:
        found = self._peek("name", text)
        self._at += found
        return found

    def _sign(self, text: str) -> bool:
        found = self._peek("sign", text)
        self._at += found
        return found

    def _need(self, sign: str) -> None:
        if not self._sign(sign):
            raise self._stop()

    def _stop(self) -> BadInput:
        if self._at >= len(self._tokens):
            return BadInput("The filter ends too early.", remedy="Complete it, or leave it out.")
        token = self._tokens[self._at]
        return unreadable(token.text, token.place)
