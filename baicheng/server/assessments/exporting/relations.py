"""All relations of a snapshot: what every installation has, and the registers of its packs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from baicheng.packs.pack import Pack
from baicheng.server.assessments.exporting import assignments, directory, records, shapes
from baicheng.server.assessments.exporting.shapes import Exported

#: The folder of registers, each under its whole name.
REGISTERS = "registers"


def exported(packs: Iterable[Pack]) -> Iterator[Exported]:
    """The relations in the order in which they are written."""
    yield Exported("subjects", shapes.SUBJECTS, directory.subjects)
    yield Exported("names", shapes.NAMES, directory.names)
    yield Exported("identifiers", shapes.IDENTIFIERS, directory.identifiers)
    yield Exported("relations", shapes.RELATIONS, directory.relations)
    yield Exported("parties", shapes.PARTIES, directory.parties)
    yield Exported("assignments", shapes.ASSIGNMENTS, assignments.assignments)
    yield Exported("observations", shapes.OBSERVATIONS, records.observations)
    yield Exported("round_marks", shapes.ROUND_MARKS, records.round_marks)
    yield Exported("results", shapes.RESULTS, records.results)
    for pack in packs:
        for name, register in sorted(pack.registers.items()):
            whole = f"{pack.name}.{name}"
            schema = shapes.of_register(register)
            yield Exported(f"{REGISTERS}/{whole}", schema, records.records(whole, register))
