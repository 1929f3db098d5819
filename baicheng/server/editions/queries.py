"""Reading what is installed and what the installation decided itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from baicheng.flows.keys import Sentence, Title
from baicheng.flows.provenance import InForce
from baicheng.packs.loader import load_files
from baicheng.packs.local_values import OFFICE, fits, readings, settable
from baicheng.packs.overruling import EventDay, event_days
from baicheng.packs.pack import Pack
from baicheng.packs.parameters import cell_on
from baicheng.packs.schema.registers import Register
from baicheng.packs.stored_files import as_bytes
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import acting_for as own_subjects
from baicheng.server.accounts.queries import grants_of
from baicheng.server.editions.models import Edition, LocalValue, LocalValueState
from baicheng.server.orgs.models import Subject
from baicheng.server.web.once import asked_once
from baicheng.server.web.prepared import Prepared
from baicheng.server.web.templatetags.web import say

#: The ``pack`` of local values that belong to the whole installation, such as its working calendar.
INSTALLATION = ""


class NotInstalled(LookupError):
    """A pack or register that is not there; the message says what is."""


def pack(name: str) -> Pack:
    """The pack of that name in its active edition.

    Raises:
        NotInstalled: there is none.
    """
    return loaded(digest_of(name))


def packs() -> tuple[Pack, ...]:
    """The packs that are installed, by name."""
    return tuple(loaded(one.digest) for one in installed(timezone.localdate()).values())


def programmes() -> list[tuple[str, str]]:
    """The programmes that are installed: short name, and title in the reader's language."""
    return [(one.name, say(one.manifest.title)) for one in packs()]


class Installed(NamedTuple):
    """A pack's active edition, and the id of the unit that is the programme's office on a day."""

    digest: str
    office: int | None


@asked_once
def installed(on: date) -> Mapping[str, Installed]:
    """What is installed, by the pack's name."""
    return {
        pack: Installed(digest, None if office is None else int(office))
        for pack, digest, office in _active(on)
    }


@Prepared
def _active(on: date) -> QuerySet[Edition, Any]:
    """The name and digest of each active edition, with the id of its office on a day."""
    offices = LocalValue.objects.filter(
        Q(until=None) | Q(until__gt=on),
        pack=OuterRef("pack"),
        path=OFFICE,
        state=LocalValueState.APPROVED,
        since__lte=on,
    )
    # Of several values for one programme the one that begins last, decided last, holds.
    office = Subquery(offices.order_by("-since", "-pk").values("value")[:1])
    rows = Edition.objects.filter(active=True).annotate(office=office).order_by("pack")
    return rows.values_list("pack", "digest", "office")


def digest_of(name: str) -> str:
    """The digest of a pack's active edition.

    Raises:
        NotInstalled: there is none.
    """
    active = installed(timezone.localdate())
    if name not in active:
        known = ", ".join(active) or "none"
        raise NotInstalled(f"The pack '{name}' is not installed; installed: {known}.")
    return active[name].digest


@lru_cache(maxsize=64)
def loaded(digest: str) -> Pack:
    """The pack of an edition, active or not; the same files give the same digest and the same pack."""
    edition = Edition.objects.filter(digest=digest).order_by("pk").last()
    found = None
    if edition is not None:
        found = load_files({path: as_bytes(path, text) for path, text in edition.files.items()}).pack
    if found is None:
        raise NotInstalled(f"No edition with the digest {digest} can be loaded; install the pack again.")
    return found


def programme_of(register_id: str) -> str:
    """The pack's name in a register's id.

    >>> programme_of("quality_programme.tasks")
    'quality_programme'
    """
    return register_id.partition(".")[0]


def register(register_id: str) -> Register:
    """A register by its id, ``PACK.REGISTER``.

    Raises:
        NotInstalled: the pack is not installed or has no such register.
    """
    programme, _, name = register_id.partition(".")
    found = pack(programme).registers
    if name not in found:
        raise NotInstalled(f"The pack '{programme}' has no register '{name}'; it has: {', '.join(found)}.")
    return found[name]


def approved_values(pack: str, path: str, known_at: datetime | None = None) -> QuerySet[LocalValue]:
    """The local values of a path that were approved, the oldest first; as known at a moment where given."""
    return approved_of(pack, (path,), known_at)


def approved_of(pack: str, paths: Collection[str], known_at: datetime | None = None) -> QuerySet[LocalValue]:
    """The same of several paths at once."""
    found = LocalValue.objects.filter(pack=pack, path__in=paths, state=LocalValueState.APPROVED)
    if known_at is not None:
        found = found.filter(settled_at__lte=known_at)
    return found.order_by("since", "pk")


def local_value(pack: str, path: str, on: date, known_at: datetime | None = None) -> LocalValue | None:
    """The local value that holds on a day: of several, the one that begins last, decided last."""
    held = approved_values(pack, path, known_at).filter(Q(until=None) | Q(until__gt=on), since__lte=on)
    return held.last()


def decided(pack: str, prefix: str, known_at: datetime | None = None) -> dict[str, list[tuple[InForce, Any]]]:
    """What was decided for all paths that begin so: the value with the days for which it was, in order.

    ``baicheng.packs.overruling`` says which of several holds when.
    """
    rows = LocalValue.objects.filter(pack=pack, path__startswith=prefix, state=LocalValueState.APPROVED)
    if known_at is not None:
        rows = rows.filter(settled_at__lte=known_at)
    found: dict[str, list[tuple[InForce, Any]]] = defaultdict(list)
    for row in rows.order_by("since", "pk"):
        found[row.path].append((InForce(since=row.since, until=row.until), row.value))
    return found


def values_in_effect(pack_name: str, on: date) -> list[LocalValue]:
    """The local values of a pack that hold on a day or will."""
    rows = LocalValue.objects.filter(pack=pack_name, state=LocalValueState.APPROVED)
    return list(rows.filter(Q(until=None) | Q(until__gt=on)).order_by("path", "since", "pk"))


def lost_values(pack_name: str, on: date) -> list[LocalValue]:
    """The local values of a pack that have no effect, since its active edition has no place for them."""
    found = pack(pack_name)
    paths = settable(found)
    return [
        value
        for value in values_in_effect(pack_name, on)
        if value.path not in paths or (value.path != OFFICE and not fits(found, value.path, value.value))
    ]


def event_days_of(programme: str) -> dict[str, tuple[date, ...]]:
    """The days of the events that a programme's pack names, as they were decided."""
    return event_days(
        {
            path.partition(".")[2]: [EventDay(date.fromisoformat(value), held) for held, value in values]
            for path, values in decided(programme, "events.").items()
        }
    )


def reading_on(pack_name: str, path: str, on: date) -> Title:
    """How an open place of a text is read on a day: as was decided locally, else as the pack reads it.

    What was decided in one language and is one of the readings that the pack names is said in both.

    Args:
        path: such as ``duties.monthly_report.readings.1``.

    Raises:
        NotInstalled: the pack is not installed or has no such reading.
    """
    stated = readings(pack(pack_name)).get(path)
    local = local_value(pack_name, path, on)
    if local is not None:
        known = (stated.we_read, *stated.alternatives) if stated else ()
        decided_here = Sentence(zh=str(local.value), en=str(local.value))
        return next((one for one in known if str(local.value) in (one.zh, one.en)), decided_here)
    if stated is None:
        raise NotInstalled(f"The pack '{pack_name}' has no reading '{path}'.")
    return stated.we_read


def office_of(programme: str, on: date | None = None, known_at: datetime | None = None) -> Subject | None:
    """The unit that is the programme's office on a day (today, unless given), where that was decided."""
    found = office_id_of(programme, on, known_at)
    return Subject.objects.filter(pk=found).first() if found else None


def office_id_of(programme: str, on: date | None = None, known_at: datetime | None = None) -> int | None:
    """The id of the unit that is the programme's office; see :func:`office_of`."""
    day = on or timezone.localdate()
    if known_at is None:
        found = installed(day).get(programme)
        return found.office if found else None
    value = local_value(programme, OFFICE, day, known_at)
    return int(value.value) if value else None


def acting_for(user: User, on: date | None = None) -> Mapping[int, frozenset[str]]:
    """For which subjects a user acts on a day, by id, each with the roles held there.

    Beside the user's own units, divisions and posts these are the offices of programmes in whose office
    the user works.
    """
    day = on or timezone.localdate()
    found: dict[int, frozenset[str]] = defaultdict(frozenset, own_subjects(user, day))
    granted = {grant.programme for grant in grants_of(user, day) if grant.role == Role.OFFICE}
    if granted:
        for programme, edition in installed(day).items():
            if edition.office is not None and not granted.isdisjoint(("", programme)):
                found[edition.office] |= {Role.OFFICE.value}
    return dict(found)


def parameter(table: str, programme: str, on: date, option: str | None = None) -> Any:
    """The value of a pack's table on a day, a local value before the pack's own.

    Args:
        option: the option of ``by``, where the table has one.

    Returns:
        What the file says (a number as Decimal), the local value as it was decided, or ``None`` where
        nothing is in force or the document gives no value.
    """
    path = f"values.{table}" if option is None else f"values.{table}.{option}"
    local = local_value(programme, path, on)
    return local.value if local is not None else cell_on(pack(programme).values[table], on, option)
