"""One thing after the other, from the issue of the documents to the present."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from baicheng.demo.agenda import Agenda
from baicheng.demo.course import Course
from baicheng.demo.deadlines import Deadlines
from baicheng.demo.dust import Dust
from baicheng.demo.filings import Filings
from baicheng.demo.leaders import Leaders
from baicheng.demo.library import Library
from baicheng.demo.marks import Marks
from baicheng.demo.meetings import Meetings
from baicheng.demo.orders import Orders
from baicheng.demo.reports import Reporting
from baicheng.demo.scene import Scene
from baicheng.demo.tasks import Tasks
from baicheng.server.intake.services import Issued


def live(scene: Scene, issued: Sequence[Issued]) -> Course:
    """Let the people of the city work on what was issued until the present; returns what became of it.

    Args:
        issued: the plan, then the breakdown of the work report.
    """
    course = Course(scene, Agenda(scene.now), Random(scene.seed))
    reporting = Reporting(course)
    tasks = Tasks(course, reporting)
    for one in issued:
        begins = min(task.opened_at for task in one.tasks)
        course.draw_fates(one.tasks, begins.date())
        tasks.begin(one.tasks, begins)
    plan, work_report = issued
    since = plan.tasks[0].opened_at.date()
    Orders(course).begin(plan.tasks, since)
    Orders(course).begin(work_report.tasks, since, most=2)
    Deadlines(course).begin(plan.tasks)
    Leaders(course).begin(plan.tasks)
    Meetings(course).begin(since, work_report.tasks)
    Marks(course).begin(plan.tasks)
    Dust(course).begin()
    Filings(course).begin(since)
    Library(course).begin(since)
    last = max(task.opened_at for one in issued for task in one.tasks)
    reporting.begin(last.date())
    course.agenda.run()
    return course
