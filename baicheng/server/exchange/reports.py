"""Assignments and the reports that they ask for (报送), for those whom they concern."""

from __future__ import annotations

from datetime import datetime

from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.queries import report_form
from baicheng.server.duties.wanted import entered_in, reports_of
from baicheng.server.exchange.rows import Row, amount, words
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.queries import get_for, masked


def assignment_for(viewer: Viewer, pk: int) -> Assignment:
    """An assignment that the viewer's subjects bear, or that is about a record which the viewer may see.

    Raises:
        ObjectDoesNotExist: there is none, or it is none of theirs: the two look the same.
    """
    assert viewer.user is not None, "somebody asks"
    row = Assignment.objects.select_related("bearer").get(pk=pk)
    if row.bearer_id in viewer.mine:
        return row
    if row.about_kind != KIND or row.about_id is None:
        raise Assignment.DoesNotExist
    get_for(viewer.user, row.about_id, viewer.at)
    return row


def asked_of(pk: int) -> Assignment:
    """An assignment that asks for a report; of whom, is for ``report_form`` to say.

    Raises:
        Assignment.DoesNotExist: there is none, or it asks for no report.
    """
    row = Assignment.objects.select_related("bearer").get(pk=pk)
    if not entered_in(row) or entered_in(row) != reports_of(row.programme):
        raise Assignment.DoesNotExist
    return row


def report_shape(user: User, assignment: Assignment, at: datetime) -> Row:
    """The report that an assignment asks for.

    Raises:
        Assignment.DoesNotExist: the user does not act for its bearer.
    """
    form = report_form(user, assignment, at)
    record = form.report.record if form.report else None
    return {
        "assignment": assignment.pk,
        "register_id": form.book.id,
        "task": form.task.pk if form.task else None,
        "period": form.period,
        "record": record.pk if record else None,
        "state": record.state if record else "",
        "revision": record.revision if record else None,
        "sent_at": form.report.sent_at if form.report else None,
        "values": masked(form.book, record.fields) if record else {},
        "targets": [
            {
                "target": one.target.pk,
                "title": words(one.target.indicator.title),
                "unit": one.target.unit or one.target.indicator.unit,
                "typed": amount(one.typed),
                "last": amount(one.last),
                "last_on": one.last_on,
                "counts": one.counts,
            }
            for one in form.targets
        ],
    }
