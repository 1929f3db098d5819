"""What is done to records. Each function checks, changes and writes history in one transaction."""

from baicheng.server.registers.access import refresh_access
from baicheng.server.registers.services.arranging import arrange_parties
from baicheng.server.registers.services.attaching import attach, remove_attachment
from baicheng.server.registers.services.clocks import exclude, give_back, hand_to, pause, resume
from baicheng.server.registers.services.creating import Given, create_record, rehearse_record
from baicheng.server.registers.services.creating_many import are_entered_together, create_records
from baicheng.server.registers.services.editing import edit_record, rehearse_edit
from baicheng.server.registers.services.escalating import Escalated, escalate
from baicheng.server.registers.services.following import KeptUp, keep_in_step
from baicheng.server.registers.services.limits import (
    ask_extension,
    change_due,
    field_that_follows,
    grant_extension,
    mark_missed,
    refresh_records,
    refuse_extension,
    reproject_clocks,
)
from baicheng.server.registers.services.moving import Moved, answer_assignment, move
from baicheng.server.registers.services.personal import erase_personal, reveal_personal
from baicheng.server.registers.services.reminding import remind
from baicheng.server.registers.services.saved_views import change_view, open_with, remove_view, save_view
from baicheng.server.registers.services.taking_part import (
    add_party,
    end_party,
    follow_parties,
    parties_changing,
    rehearse_parties,
    replace_party,
    set_consolidator,
    set_parties,
)
from baicheng.server.registers.services.updating import update_linked
from baicheng.server.registers.taken_over import TakenOver
from baicheng.server.registers.taking import Taking

__all__ = [
    "Escalated",
    "Given",
    "KeptUp",
    "Moved",
    "TakenOver",
    "Taking",
    "add_party",
    "answer_assignment",
    "are_entered_together",
    "arrange_parties",
    "ask_extension",
    "attach",
    "change_due",
    "change_view",
    "create_record",
    "create_records",
    "edit_record",
    "end_party",
    "erase_personal",
    "escalate",
    "exclude",
    "field_that_follows",
    "follow_parties",
    "give_back",
    "grant_extension",
    "hand_to",
    "keep_in_step",
    "mark_missed",
    "move",
    "open_with",
    "parties_changing",
    "pause",
    "refresh_access",
    "refresh_records",
    "refuse_extension",
    "rehearse_edit",
    "rehearse_parties",
    "rehearse_record",
    "remind",
    "remove_attachment",
    "remove_view",
    "replace_party",
    "reproject_clocks",
    "resume",
    "reveal_personal",
    "save_view",
    "set_consolidator",
    "set_parties",
    "update_linked",
]
