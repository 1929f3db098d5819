"""Which register an assignment wants an entry of (要求填报), and where a programme's reports are kept."""

from __future__ import annotations

from baicheng.server.assignments.models import Assignment
from baicheng.server.editions.queries import NotInstalled, pack


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
