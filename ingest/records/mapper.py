"""Rows from anywhere through a mapping, one by one: what a harvester calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.records.mapping import Mapping as RowMapping
from ingest.records.raw import RawRow
from ingest.records.rows import RowReader
from ingest.records.said import RowRefused
from ingest.records.trees import Tree
from ingest.records.values import Context
from kg.model import Record, Refusal, Uri
from kg.validation import Severity, Violation

Check = Callable[[Iterable[Record]], Mapping[str, Sequence[Violation]]]
"""What is wrong with records, by URI: ``kg.validation.records.check_records`` over a base."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What one row gave: the record of the thing first, then those of the things inside it."""

    row: RawRow
    records: tuple[Record, ...]
    findings: tuple[Violation, ...] = ()
    """What the shapes have to say about it, nothing of which keeps it out."""


class RowMapper:
    """Maps the rows of one source; every row gives either records or one refusal.

    Args:
        source: name of the file or address, for messages.
        mapping: of the rows.
        context: what values are understood with.
    """

    def __init__(self, source: str, mapping: RowMapping, context: Context) -> None:
        self._source, self._mapping, self._context = source, mapping, context
        self._seen: dict[Uri, tuple[str, tuple[tuple[str, object], ...]]] = {}

    def know(self, uris: Iterable[str], source: str) -> None:
        """Take note of things that are in the base already, so that no row brings them again."""
        self._seen.update({Uri(uri): (source, ()) for uri in uris})

    def map(self, rows: Iterable[RawRow], header: Iterable[str] | None = None) -> Iterator[Mapped | Refusal]:
        """Yield what each row gives, in their order, as soon as it is read.

        Args:
            rows: of one layout.
            header: column names of a table; None for JSON and XML.
        """
        reader = RowReader(self._mapping, self._context, header)
        for row in rows:
            try:
                records = reader.records(row)
                self._check_new(records, row.place)
            except RowRefused as problem:
                yield self._refusal(row, problem)
            else:
                yield Mapped(row, tuple(records))

    def _check_new(self, records: list[Record], place: str) -> None:
        # The thing itself may come again in another row when the mapping says so; what is inside it may be said again.
        for record in records if self._mapping.unique else records[1:]:
            earlier, said = self._seen.get(record.uri, ("", ()))
            if earlier and (self._mapping.unique or said != record.statements):
                raise RowRefused(
                    "",
                    f"The same as {earlier}: {record.uri}.",
                    remedy="Keep one of them.",
                    value=record.uri,
                    rule="unique",
                )
        for record in records:
            self._seen[record.uri] = (place, record.statements)

    def check(self, mapped: Iterable[Mapped | Refusal], check: Check) -> Iterator[Mapped | Refusal]:
        """The same with what the shapes find, and a refusal in place of each row of which a record is broken."""
        rows = list(mapped)
        found = check(record for row in rows if isinstance(row, Mapped) for record in row.records)
        for row in rows:
            its = () if isinstance(row, Refusal) else tuple(v for r in row.records for v in found.get(r.uri, ()))
            if isinstance(row, Refusal) or not its:
                yield row
            elif broken := [v for v in its if v.severity is Severity.VIOLATION]:
                yield self._broken(row.row, broken)
            else:
                yield Mapped(row.row, row.records, its)

    def _broken(self, row: RawRow, violations: Sequence[Violation]) -> Refusal:
        worst = violations[0]
        reasons, remedies = zip(*(v.message.partition(". ")[::2] for v in violations), strict=True)
        problem = RowRefused(
            self._mapping.header_of(str(worst.path)) if worst.path else "",
            " ".join(dict.fromkeys(f"{reason.rstrip('.')}." for reason in reasons)),
            remedy=" ".join(dict.fromkeys(filter(None, remedies))),
            value="" if worst.value is None else str(worst.value),
            rule=str(worst.shape).rpartition("#")[2],
        )
        return self._refusal(row, problem)

    def _refusal(self, row: RawRow, problem: RowRefused) -> Refusal:
        where = f"{row.place}, column “{problem.column}”" if problem.column else row.place
        return Refusal(
            self._source,
            where,
            problem.message,
            problem.remedy,
            row=row.place,
            field=problem.column,
            value=problem.value,
            rule=problem.rule,
            content=json.dumps(self._known(row.tree), ensure_ascii=False, default=str),
        )

    def _known(self, tree: Tree) -> Tree:
        """What the mapping has columns for: a person's address that it leaves out is not kept in refusals either."""
        if not isinstance(tree, Mapping):
            return tree
        names = self._mapping.known(tree)
        return {name: value for name, value in tree.items() if name in names}
