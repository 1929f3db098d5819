"""Reading records: what a user may see, what they may do now, and what a record was."""

from baicheng.server.registers.directory import RecordDirectory
from baicheng.server.registers.queries.listing import (
    Filters,
    RecordPage,
    list_page,
    narrowed,
    visible,
    with_value,
)
from baicheng.server.registers.queries.past import Past, as_of, parties_as_of, past_rows, record_timeline
from baicheng.server.registers.queries.single import (
    Shown,
    answers_for,
    attachment_for,
    editable_now,
    get_for,
    masked,
    may_assign_now,
    may_edit_now,
    may_enter,
    may_read_personal_now,
    may_see,
    moves_for,
    shown,
)

__all__ = [
    "Filters",
    "Past",
    "RecordDirectory",
    "RecordPage",
    "Shown",
    "answers_for",
    "as_of",
    "attachment_for",
    "editable_now",
    "get_for",
    "list_page",
    "masked",
    "may_assign_now",
    "may_edit_now",
    "may_enter",
    "may_read_personal_now",
    "may_see",
    "moves_for",
    "narrowed",
    "parties_as_of",
    "past_rows",
    "record_timeline",
    "shown",
    "visible",
    "with_value",
]
