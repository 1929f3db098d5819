"""What is done with duties: defined, generated, fulfilled, reported on.

``keep_up`` is what the worker calls; ``enter_record``, ``change_record`` and ``move_record`` are how pages
change records, so that duties and targets follow.
"""

from baicheng.server.duties.services.bringing import Generated
from baicheng.server.duties.services.defining import define_plan_duty, sync_pack_duties
from baicheng.server.duties.services.generating import generate, horizon
from baicheng.server.duties.services.installing import Installed, difference, install_pack, sync_pack
from baicheng.server.duties.services.keeping_up import answer_by_hand, keep_up
from baicheng.server.duties.services.matching import mark_missed, match, match_recorded
from baicheng.server.duties.services.moving import change_record, enter_record, enter_records, move_record
from baicheng.server.duties.services.observations import enter_value
from baicheng.server.duties.services.reporting import begin_report, save_report, send_report, submit_report
from baicheng.server.duties.services.succeeding import CarriedOut, carry_out, decide_case, place_step
from baicheng.server.duties.services.summing import keep_counts

__all__ = [
    "CarriedOut",
    "Generated",
    "Installed",
    "answer_by_hand",
    "begin_report",
    "carry_out",
    "change_record",
    "decide_case",
    "define_plan_duty",
    "difference",
    "enter_record",
    "enter_records",
    "enter_value",
    "generate",
    "horizon",
    "install_pack",
    "keep_counts",
    "keep_up",
    "mark_missed",
    "match",
    "match_recorded",
    "move_record",
    "place_step",
    "save_report",
    "send_report",
    "submit_report",
    "sync_pack",
    "sync_pack_duties",
]
