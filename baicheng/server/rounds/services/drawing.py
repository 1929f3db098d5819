"""Drawing subordinates of those assessed (抽查): by the round's seed, once, on record."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.flows.lots import drawn
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds.candidates import candidates, to_take
from baicheng.server.rounds.keeping import held, note, refuse_unless, refuse_unless_office, stamped
from baicheng.server.rounds.models import Draw, Round, RoundState
from baicheng.server.rounds.owing import owe_marks
from baicheng.server.rounds.queries import pack_round, subjects_of


@transaction.atomic
def draw_lots(round_: Round, name: str, *, user: User, at: datetime) -> list[Draw]:
    """Draw for everybody who is assessed; the marks of those drawn are owed from now on.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: there is no such draw, it was drawn already, or there are too few where the pack refuses that.
    """
    row = held(round_)
    refuse_unless_office(user, row.programme, at)
    refuse_unless(row, RoundState.MARKING)
    lot = next((one for one in pack_round(row).draws if one.draw == name), None)
    if lot is None:
        raise ValidationError(_("The round has no such draw."))
    if row.draws.filter(name=name).exists():
        raise ValidationError(_("It was drawn already: a draw is made once."))
    day = china_date(at)
    take = to_take(row, lot, day)
    made = []
    for subject in subjects_of(row):
        among = candidates(row, lot.from_, subject, day)
        if lot.if_fewer == "refuse" and len(among) < take:
            raise ValidationError(
                _("%(subject)s has only %(found)s of %(take)s to draw from: enter the others first.")
                % {"subject": subject, "found": len(among), "take": take}
            )
        taken = drawn(row.seed, name, str(subject.pk), [str(one) for one in among], take)
        made.append(
            Draw.objects.create(
                round=row,
                name=name,
                subject=subject,
                candidates=among,
                taken=[int(one) for one in taken],
                take=take,
                drawn_by=user,
                drawn_at=at,
            )
        )
    known = Subject.objects.in_bulk([one for draw in made for one in draw.taken])
    marks = owe_marks(
        row, [(draw.subject, known[one], name) for draw in made for one in draw.taken], stamped(row, at)
    )
    context = {
        "draw": name,
        "seed": row.seed,
        "taken": {str(draw.subject_id): draw.taken for draw in made},
        "among": {str(draw.subject_id): draw.candidates for draw in made},
    }
    note(row, "drawn", actor_of(user), at, {}, context=context, rows=[*made, *marks])
    return made
