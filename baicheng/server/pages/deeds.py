"""What somebody does with an assignment (办理方式), read off the duty or the flow behind it."""

from __future__ import annotations

from typing import Literal

from baicheng.server.assignments.models import Assignment
from baicheng.server.editions.queries import NotInstalled, pack

#: report: hands in a report; enter: enters a record that a duty asks for; answer: gives their word;
#: settle: says that and how it was done; check: looks at what others did; decide: grants or refuses;
#: handle: by a move of the record; look: nothing.
Deed = Literal["report", "enter", "answer", "settle", "check", "decide", "handle", "look"]


def entered_in(row: Assignment) -> str:
    """The id of the register in which a duty wants a record; "" where it wants none."""
    name = str(row.rule.get("demand", {}).get("record") or "")
    return name if not name or "." in name else f"{row.programme}.{name}"


def reports_of(programme: str) -> str:
    """The id of the register of a programme's reports, which have a form of their own; "" without one."""
    try:
        intake = pack(programme).manifest.intake
    except NotInstalled:
        return ""
    return f"{programme}.{intake.reports}" if intake and intake.reports else ""
