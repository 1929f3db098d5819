"""From a name in a document to the subject that is meant (单位识别)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import fuzz, process

from baicheng.server.orgs.models import Name, NameKind, Relation, RelationKind, Subject
from baicheng.server.orgs.queries import successors, superiors

How = Literal["official", "short", "alias", "former", "successor", "similar"]

_BY_KIND: dict[str, How] = {
    NameKind.OFFICIAL: "official",
    NameKind.SHORT: "short",
    NameKind.ALIAS: "alias",
}
_RANK = {
    how: rank for rank, how in enumerate(("official", "short", "alias", "successor", "former", "similar"))
}
#: Below this likeness (0 to 100) a name is no suggestion.
_ALIKE = 55
_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject that a name may mean; ``name`` is the name that was met, ``how`` the way it was found."""

    subject: Subject
    name: str
    how: How
    likeness: float = 100.0


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: ``subject`` where there is no doubt, ``candidates`` the best first."""

    name: str
    subject: Subject | None
    candidates: tuple[Candidate, ...]

    @property
    def how(self) -> How | None:
        """How the subject was found; ``None`` without one."""
        return self.candidates[0].how if self.subject else None


def resolve(name: str, *, on: date, within: Subject | None = None) -> Resolution:
    """The subject that a name means on a day.

    A name that a body bore before a reform leads to its successor, once that is in place
    (郑州市人民政府令第235号 一、三); until then to the body itself. ``within`` a division, its own units
    come first: 环保局 within 新密市 is 新密市环保局.
    """
    (found,) = resolve_all([name], on=on, within=within)
    return found


def resolve_all(names: Iterable[str], *, on: date, within: Subject | None = None) -> list[Resolution]:
    """``resolve`` for many names with one look at the directory."""
    directory = _Directory(on, within)
    return [directory.resolve(name) for name in names]


def normal_form(name: str) -> str:
    """The form in which names are compared: half-width, no blanks, no quotation marks.

    >>> normal_form("市（县）城管局 ")
    '市(县)城管局'
    """
    return re.sub(r"[\s“”\"'·]", "", unicodedata.normalize("NFKC", name))


class _Directory:
    """All names known today, looked at once, for one day and one division."""

    def __init__(self, on: date, within: Subject | None) -> None:
        self._on = on
        self._within = within
        self._inside: frozenset[int] | None = None
        self._names: dict[str, list[Name]] = {}
        for row in Name.objects.known().select_related("subject").order_by("pk"):
            self._names.setdefault(normal_form(row.text), []).append(row)

    def resolve(self, name: str) -> Resolution:
        wanted = normal_form(name)
        candidates = self._exact(wanted)
        if not candidates and self._within:
            candidates = [
                candidate
                for candidate in self._exact(
                    normal_form(self._within.name) + wanted.removeprefix("市").removeprefix("县")
                )
                if self._is_inside(candidate.subject)
            ]
        candidates = self._best(candidates)
        certain = [candidate for candidate in candidates if candidate.how == candidates[0].how]
        if self._within and len(certain) > 1:
            certain = [candidate for candidate in certain if self._is_inside(candidate.subject)] or certain
        if len({candidate.subject.pk for candidate in certain}) == 1 and certain[0].how != "former":
            chosen = certain[0]
            others = [candidate for candidate in candidates if candidate.subject != chosen.subject]
            return Resolution(name, chosen.subject, (chosen, *others))
        return Resolution(name, None, tuple(candidates or self._similar(wanted)))

    def _exact(self, wanted: str) -> list[Candidate]:
        """Who bears or bore exactly this name, or has taken over from who bore it."""
        found: list[Candidate] = []
        for row in self._names.get(wanted, ()):
            holds = (row.since is None or row.since <= self._on) and (
                row.until is None or self._on < row.until
            )
            heirs = successors(row.subject, self._on)
            if heirs == (row.subject,):
                found.append(Candidate(row.subject, row.text, _BY_KIND[row.kind] if holds else "former"))
            else:
                found += [Candidate(heir, row.text, "successor") for heir in heirs]
        renamed = {candidate.subject.pk for candidate in found if candidate.how == "former"}
        # A unit that only changed its name is still itself: its former name is certain when nobody else has it.
        if len(renamed) == 1 and len(found) == 1:
            (only,) = found
            return [Candidate(only.subject, only.name, "alias")]
        return found

    def _best(self, candidates: list[Candidate]) -> list[Candidate]:
        """Each subject once, by how surely it was found."""
        best: dict[int, Candidate] = {}
        for candidate in sorted(candidates, key=lambda candidate: _RANK[candidate.how]):
            best.setdefault(candidate.subject.pk, candidate)
        return list(best.values())

    def _similar(self, wanted: str) -> list[Candidate]:
        """Names that look alike, those within the division first among equals."""
        close = process.extract(
            wanted, list(self._names), scorer=fuzz.WRatio, limit=_SUGGESTIONS * 3, score_cutoff=_ALIKE
        )
        found = [
            Candidate(heir, row.text, "similar", likeness)
            for text, likeness, _ in close
            for row in self._names[text]
            for heir in successors(row.subject, self._on)
        ]
        found.sort(key=lambda candidate: (-candidate.likeness, not self._is_inside(candidate.subject)))
        return self._best(found)[:_SUGGESTIONS]

    def _is_inside(self, subject: Subject) -> bool:
        """Whether a subject belongs to the division asked about."""
        if self._within is None:
            return False
        if self._inside is None:
            self._inside = _belonging_to(self._within, self._on)
        return subject.pk in self._inside


def _belonging_to(division: Subject, on: date) -> frozenset[int]:
    """The division, who governs it, and everything that either administers."""
    governing = Relation.objects.known().on(on).filter(object=division, kind=RelationKind.GOVERNS)
    tops = {division.pk, *governing.values_list("subject", flat=True)}
    administered = Relation.objects.known().on(on).filter(kind=RelationKind.ADMINISTERS)
    below = superiors(administered.values_list("object", flat=True), "administers", on)
    return frozenset(tops | {subject for subject, above in below.items() if above & tops})
