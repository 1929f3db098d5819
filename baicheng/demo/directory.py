"""Entering the city into the directory, as an administrator would, one fact after the other."""

from __future__ import annotations

from datetime import date, datetime

from baicheng.demo.city import City, Division, Unit, boundaries
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import NameKind, RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import (
    add_name,
    close_subject,
    create_subject,
    relate,
    set_boundary,
    set_identifier,
)

#: The document that sets the divisions up, in the made-up city.
_SETUP = "澜政〔2006〕3号"


class Directory:
    """Enters subjects and keeps them by the keys of the city's files."""

    def __init__(self, city: City, *, actor: Actor, at: datetime) -> None:
        self._city = city
        self._actor = actor
        self._at = at
        self.subjects: dict[str, Subject] = {}

    def enter(self) -> dict[str, Subject]:
        """Enter divisions, units, the reform and groups; returns them by key."""
        self._divisions()
        for key, unit in self._city.units.items():
            self.subjects[key] = self._unit(unit)
        for key, unit in self._city.units.items():
            self._lines(self.subjects[key], unit)
        self._reform()
        self._groups()
        return self.subjects

    def relate(
        self,
        kind: RelationKind,
        subject: Subject,
        other: Subject,
        *,
        since: date | None = None,
        until: date | None = None,
        source: str = "",
        topics: tuple[str, ...] = (),
    ) -> None:
        """Enter one relation."""
        relate(
            kind=kind,
            subject=subject,
            object=other,
            since=since,
            until=until,
            source=source,
            topics=topics,
            actor=self._actor,
            at=self._at,
        )

    def _divisions(self) -> None:
        shapes = boundaries()
        top = self.subjects["city"] = self._division(self._city.city, "city")
        for level, divisions in (("county", self._city.counties), ("zone", self._city.zones)):
            for key, division in divisions.items():
                made = self.subjects[key] = self._division(division, level)
                self.relate(RelationKind.PART_OF, made, top, since=division.since, source=_SETUP)
                if key in shapes:
                    set_boundary(made, geometry=shapes[key], actor=self._actor, at=self._at, source=_SETUP)
        for key, names in self._city.townships.items():
            for name in names:
                township = self._subject(SubjectKind.DIVISION, name, level="township")
                self.relate(RelationKind.PART_OF, township, self.subjects[key])

    def _division(self, division: Division, level: str) -> Subject:
        since = division.formerly.until if division.formerly else division.since
        made = self._subject(
            SubjectKind.DIVISION, division.name, level=level, short=division.short, since=since
        )
        if division.code:
            set_identifier(made, scheme="area_code", value=division.code, actor=self._actor, at=self._at)
        if division.formerly:
            self._former(made, division.formerly.name, "", division.formerly.until)
        return made

    def _unit(self, unit: Unit) -> Subject:
        since = unit.formerly.until if unit.formerly else unit.since
        made = self._subject(
            SubjectKind(unit.kind), unit.name, short=unit.short, aliases=unit.aliases, since=since
        )
        if unit.formerly:
            self._former(made, unit.formerly.name, unit.formerly.short, unit.formerly.until)
        if unit.until:
            source = self._city.reform.source
            close_subject(made, until=unit.until, actor=self._actor, at=self._at, reason=source)
        return made

    def _subject(
        self,
        kind: SubjectKind,
        name: str,
        *,
        level: str = "",
        short: str = "",
        aliases: tuple[str, ...] = (),
        since: date | None = None,
    ) -> Subject:
        return create_subject(
            kind=kind,
            name=name,
            level=level,
            short=short,
            aliases=aliases,
            since=since,
            actor=self._actor,
            at=self._at,
        )

    def _former(self, subject: Subject, name: str, short: str, until: date) -> None:
        """Names that the same body bore before it was renamed."""
        for text, kind in ((name, NameKind.OFFICIAL), (short, NameKind.SHORT)):
            if text:
                source = self._city.reform.source
                add_name(
                    subject, text=text, kind=kind, until=until, source=source, actor=self._actor, at=self._at
                )

    def _lines(self, made: Subject, unit: Unit) -> None:
        """Who administers and who guides a unit, what it is part of and what it governs."""
        given = self.subjects
        for kind, key in ((RelationKind.ADMINISTERS, unit.under), (RelationKind.GUIDES, unit.guided_by)):
            if key and given[key] != made:
                until = min((end for end in (unit.until, self._city.units[key].until) if end), default=None)
                starts = [start for start in (unit.since, self._city.units[key].since) if start]
                since = max(starts, default=None)
                self.relate(kind, given[key], made, since=since, until=until)
        if unit.part_of:
            self.relate(RelationKind.PART_OF, made, given[unit.part_of], since=unit.since, until=unit.until)
        if unit.governs:
            self.relate(RelationKind.GOVERNS, made, given[unit.governs], since=unit.since, until=unit.until)

    def _reform(self) -> None:
        for step in self._city.reform.successions:
            self.relate(
                RelationKind.SUCCEEDS,
                self.subjects[step.by],
                self.subjects[step.of],
                since=step.since,
                source=self._city.reform.source,
                topics=step.topics,
            )

    def _groups(self) -> None:
        for key, group in self._city.groups.items():
            made = self._subject(SubjectKind.GROUP, group.name, aliases=group.aliases)
            self.subjects[key] = made
            for member in group.memberships():
                unit = self.subjects[member.unit]
                self.relate(RelationKind.MEMBER_OF, unit, made, since=member.since, until=member.until)
        body = self.subjects[self._city.leading_group.body]
        for key in self._city.leading_group.members:
            self.relate(RelationKind.MEMBER_OF, self.subjects[key], body, since=body.since)
