"""Reading duties: which there are, who reported what when, what a report is asked, how units add up."""

from baicheng.server.duties.forms import is_answered_by_hand
from baicheng.server.duties.queries.consolidating import Consolidated, Part, Whole, consolidation, periods_of
from baicheng.server.duties.queries.figures import Figure, Reported, reported, waiting_for_review
from baicheng.server.duties.queries.listing import DutyRow, duty_list
from baicheng.server.duties.queries.matrix import Cell, Matrix, report_matrix, report_sum
from baicheng.server.duties.queries.owed import OwedRow, owed
from baicheng.server.duties.queries.report_form import AskedTarget, ReportForm, report_form
from baicheng.server.duties.queries.undecided import Undecided, undecided

__all__ = [
    "AskedTarget",
    "Cell",
    "Consolidated",
    "DutyRow",
    "Figure",
    "Matrix",
    "OwedRow",
    "Part",
    "ReportForm",
    "Reported",
    "Undecided",
    "Whole",
    "consolidation",
    "duty_list",
    "is_answered_by_hand",
    "owed",
    "periods_of",
    "report_form",
    "report_matrix",
    "report_sum",
    "reported",
    "undecided",
    "waiting_for_review",
]
