"""What comes to the city late in its year, without the year before: its monthly rounds and further programmes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from baicheng.demo import aid, campaign, incentives, rivers
from baicheng.demo.agenda import Agenda
from baicheng.demo.build import begin_further, set_up
from baicheng.demo.city import city_of
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.dust import Dust
from baicheng.demo.dust_rounds import assess_dust, enter_dust
from baicheng.demo.reform import move_a_function
from baicheng.demo.scene import Scene, year_of
from baicheng.server.assessments.models import Run
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.registers.models import Record
from baicheng.server.registers.verification import verify_records
from baicheng.server.rounds.models import Round

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
FURTHER = (aid.PROGRAMME, campaign.PROGRAMME, incentives.PROGRAMME, rivers.PROGRAMME)


@pytest.mark.django_db
def test_rounds_of_dust_and_the_programmes_of_the_autumn() -> None:
    scene = Scene(city_of(year_of(NOW)), year_of(NOW), NOW, 7)
    administrator = set_up(scene)
    course = Course(scene, Agenda(NOW), Random(7))
    Dust(course).begin()
    course.agenda.run()
    enter_dust(course)

    begin_further(scene)
    assess_dust(course)
    move_a_function(scene, administrator)

    counted = Counter(
        register.split(".")[0] for register in Record.objects.values_list("register", flat=True)
    )
    runs = Counter(Run.objects.values_list("programme", flat=True))
    rounds = Round.objects.filter(programme=QUALITY).values_list("name", "state")
    assert list(rounds) == [("dust_monthly_counties", "final")] * 2
    assert all(counted[programme] and runs[programme] for programme in FURTHER)
    assert verify().faults == () and list(verify_records()) == []
    assert not Event.objects.filter(recorded_at__gt=NOW).exists()
