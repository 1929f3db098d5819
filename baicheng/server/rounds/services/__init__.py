"""What is done with assessment rounds: opened, drawn, marked, reckoned, objected to, approved, carried out."""

from baicheng.server.rounds.services.approving import approve, send_back, submit
from baicheng.server.rounds.services.drawing import draw_lots
from baicheng.server.rounds.services.following import correct, mark_published, put_into_effect
from baicheng.server.rounds.services.handing_in import hand_in, send_back_sheet
from baicheng.server.rounds.services.importing import import_marks
from baicheng.server.rounds.services.marking import Given, give_mark, give_marks
from baicheng.server.rounds.services.objecting import answer_objection, raise_objection, release
from baicheng.server.rounds.services.opening import allot_panel, cancel, open_round
from baicheng.server.rounds.services.reckoning import accept_undecided, adopt, draft_results, propose
from baicheng.server.rounds.services.renewing import take_edition

__all__ = [
    "Given",
    "accept_undecided",
    "adopt",
    "allot_panel",
    "answer_objection",
    "approve",
    "cancel",
    "correct",
    "draft_results",
    "draw_lots",
    "give_mark",
    "give_marks",
    "hand_in",
    "import_marks",
    "mark_published",
    "open_round",
    "propose",
    "put_into_effect",
    "raise_objection",
    "release",
    "send_back",
    "send_back_sheet",
    "submit",
    "take_edition",
]
