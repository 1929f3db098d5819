"""Rehabilitation aid: children, whose names are masked, their applications, institutions and payments."""

from __future__ import annotations

from datetime import date

from baicheng.demo.further import Desk
from baicheng.rules.setting import Period
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record

PROGRAMME = "rehabilitation_aid"
_FEDERATIONS = ("hechuan_canlian", "songping_canlian", "miling_canlian")
#: Children: name, year of birth, federation. Nobody has these names and numbers.
_CHILDREN = (
    ("苗小禾", 2019, "hechuan_canlian"),
    ("尤一鸣", 2021, "hechuan_canlian"),
    ("卞知夏", 2018, "hechuan_canlian"),
    ("路小川", 2022, "songping_canlian"),
    ("边舒然", 2020, "songping_canlian"),
    ("左念念", 2016, "miling_canlian"),
    ("桑若溪", 2023, "miling_canlian"),
)
#: Applications: child, disability, aid, circumstances, and the state that it comes to.
_APPLICATIONS = (
    ("苗小禾", "autism", "training", "other", "settled"),
    ("尤一鸣", "hearing", "hearing_aid", "low_income", "applied"),
    ("卞知夏", "limb", "prosthesis", "registered_poor", "in_service"),
    ("路小川", "hearing", "cochlear_implant", "other", "publicised"),
    ("边舒然", "intellect", "training", "orphan", "in_service"),
    ("左念念", "limb", "device", "low_income", "checked"),
    ("桑若溪", "speech", "training", "other", "refused"),
)
_STEPS = ("applied", "publicised", "approved", "in_service", "checked", "settled")
#: Circumstances → the assignment in which a department compares its data, and the unit that bears it.
_COMPARED = {
    "low_income": "compare_income",
    "orphan": "compare_income",
    "registered_poor": "compare_poverty",
}
_COST = {"cost": 42000, "basic_insurance": 6000, "serious_illness": 0, "supplement": 0, "medical_aid": 2000}


class Aid:
    """What the offices of the counties enter."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._institution: Subject | None = None
        self._children: dict[str, tuple[Record, str]] = {}

    def enter(self) -> None:
        """Everything of the programme."""
        self._institutions()
        for number, (name, born, federation) in enumerate(_CHILDREN, 1):
            values = {
                "name": name,
                "identity_number": f"4199222{born}0000{number:03d}",
                "birthday": f"{born}-05-{number:02d}",
                "guardian": f"{name[0]}先生",
                "guardian_phone": f"138000000{number:02d}",
                "address": "示例路1号",
                "born_in": born,
                "born_on_new_year": "no",
                "residence": "permit" if number == 4 else "household",
            }
            county = [("county", self._desk.subject(federation))]
            record = self._desk.enter("children", f"儿童{number}", values, county)
            self._children[name] = record, federation
        for one in _APPLICATIONS:
            self._application(*one)

    def _institutions(self) -> None:
        desk = self._desk
        for name, federation, goes in (
            ("澜川市康复中心", "hechuan_canlian", "designated"),
            ("星语儿童发展中心", "songping_canlian", "designated"),
            ("晨曦康复服务站", "miling_canlian", "applied"),
        ):
            values = {
                "ownership": "public" if name.startswith("澜川") else "social",
                "legal_person": "yes",
                "qualified": "yes",
                "assessment": "passed",
                "violation": "no",
                "accident": "no",
            }
            record = desk.enter("institutions", name, values, [("county", desk.subject(federation))])
            day = desk.later(1).date().isoformat()
            desk.move(record, "apply", 1, values={"applied_on": day})
            if goes == "designated":
                desk.move(record, "designate", 4)
            self._institution = self._institution or Subject.objects.get(record_id=record.pk)

    def _application(self, child: str, disability: str, aid: str, hardship: str, goes: str) -> None:
        desk, (of, federation) = self._desk, self._children[child]
        assert self._institution is not None, "institutions are entered first"
        county = desk.user_of(federation)
        values = {
            "child": of.pk,
            "year": desk.scene.year,
            "applied_on": desk.later(5).date().isoformat(),
            "disability": disability,
            "aid": aid,
            "hardship": hardship,
            "proof": "diagnosis" if goes == "applied" else "certificate",
            "fit": "yes",
            "implant_fit": "yes",
            "guardian_cooperates": "yes",
            "designated": "yes",
        }
        parties = [
            ("county", desk.subject(federation)),
            ("civil_affairs", desk.subject("minzheng")),
            ("poverty_office", desk.subject("nongye")),
            ("finance", desk.subject("caizheng")),
            ("institution", self._institution),
        ]
        record = desk.enter("applications", f"{of.title}康复救助", values, parties, days=5, user=county)
        desk.move(record, "apply", 6, user=county)
        if goes == "refused":
            desk.move(record, "refuse", 9, user=county, reason="诊断证明不足以认定，补齐后可再申请")
            return
        self._along(record, _STEPS.index(goes), hardship, federation)

    def _along(self, record: Record, step: int, hardship: str, federation: str) -> None:
        """The way of an application, step by step."""
        desk, county = self._desk, self._desk.user_of(federation)
        day = desk.later(12).date().isoformat()
        if step >= 1:
            self._compare(record, hardship)
            desk.move(record, "publicise", 12, user=county, values={"publicised_on": day})
        if step >= 2:
            desk.move(record, "approve", 18, user=county)
        if step >= 3:
            desk.move(record, "begin", 20, user=county)
        if step >= 4:
            desk.move(record, "check", 38, user=county, values=_COST)
        if step >= 5:
            treasury = desk.user_of("caizheng")
            desk.move(record, "settle", 41, user=treasury, values={"settled_amount": 20000})
            self._paid(record, federation)

    def _compare(self, record: Record, hardship: str) -> None:
        """The department that keeps the data says that they agree."""
        name = _COMPARED.get(hardship)
        if name is not None:
            unit = self._desk.user_of("minzheng" if name == "compare_income" else "nongye")
            self._desk.answer(record, name, 8, user=unit, outcome="agreed")

    def _paid(self, record: Record, federation: str) -> None:
        record.refresh_from_db()
        for payer, amount in (("city", 8000), ("county", 12000)):
            values = {
                "application": record.pk,
                "child": record.fields["child"],
                "aid": record.fields["aid"],
                "disability": record.fields["disability"],
                "amount": amount,
                "paid_on": self._desk.later(43).date().isoformat(),
                "payer": payer,
            }
            county = [("county", self._desk.subject(federation))]
            self._desk.enter("payments", "康复救助资金", values, county, days=43)


def runs(desk: Desk) -> list[tuple[str, Period]]:
    """What the aid costs in the year."""
    return [("rehabilitation_2019", Period(date(desk.scene.year, 1, 1), date(desk.scene.year + 1, 1, 1)))]
