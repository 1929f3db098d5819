"""What is done to assignments.

Functions that take a ``user`` check what that user may do. Those that take an ``actor`` are steps inside a
service of a later app (a move of a record, the generation of a duty), which has checked before it calls
them; no view calls them.
"""

from baicheng.server.assignments.services.climbing import climb
from baicheng.server.assignments.services.closing import (
    close,
    fulfil,
    mark_missed,
    next_missed,
    reopen,
    return_,
)
from baicheng.server.assignments.services.extending import ask_extension, grant_extension, refuse_extension
from baicheng.server.assignments.services.moving import give_bearer, let_count_for, move_due, pass_on
from baicheng.server.assignments.services.opening import give_back, hand_to, open_assignment, rework
from baicheng.server.assignments.services.timing import exclude, pause, reproject, resume, retime
from baicheng.server.assignments.services.together import Planned, Ready, make_ready, open_all, open_ready

__all__ = [
    "Planned",
    "Ready",
    "ask_extension",
    "climb",
    "close",
    "exclude",
    "fulfil",
    "give_back",
    "give_bearer",
    "grant_extension",
    "hand_to",
    "let_count_for",
    "make_ready",
    "mark_missed",
    "move_due",
    "next_missed",
    "open_all",
    "open_assignment",
    "open_ready",
    "pass_on",
    "pause",
    "refuse_extension",
    "reopen",
    "reproject",
    "resume",
    "retime",
    "return_",
    "rework",
]
