"""The two sheets that are filled in: who there is, and who signs on."""

from __future__ import annotations

from dataclasses import dataclass

from baicheng.server.accounts.models import Role
from baicheng.server.orgs.models import RelationKind, SubjectKind
from baicheng.server.web.workbooks import Column, Form

_KINDS = {
    SubjectKind.UNIT.value: ("单位", "unit"),
    SubjectKind.DIVISION.value: ("行政区划", "division"),
    SubjectKind.BODY.value: ("议事协调机构", "body"),
    SubjectKind.GROUP.value: ("群组", "group"),
    SubjectKind.POST.value: ("职务", "post"),
    SubjectKind.FIRM.value: ("企业", "firm"),
}
_LEVELS = {
    "province": ("省级", "province"),
    "city": ("市级", "city"),
    "county": ("县级", "county"),
    "zone": ("开发区", "zone"),
    "township": ("乡级", "township"),
    "community": ("村级", "community"),
    "grid": ("网格", "grid"),
}
ROLES = {
    Role.ADMINISTRATOR.value: ("系统管理员", "administrator"),
    Role.OFFICE.value: ("主办人员", "programme office"),
    Role.LEADER.value: ("单位负责人", "unit leader"),
    Role.LIAISON.value: ("联络员", "liaison officer"),
    Role.INSPECTOR.value: ("督查员", "inspector"),
    Role.VIEWER.value: ("查阅人员", "viewer"),
}


@dataclass(frozen=True, slots=True)
class Tie:
    """The relation that a column enters; ``named_is_subject`` where that is who the cell names."""

    kind: RelationKind
    named_is_subject: bool = False


#: Columns that name others, and the relation to each of them.
TIES = {
    "under": Tie(RelationKind.ADMINISTERS, named_is_subject=True),
    "guided_by": Tie(RelationKind.GUIDES, named_is_subject=True),
    "part_of": Tie(RelationKind.PART_OF),
    "governs": Tie(RelationKind.GOVERNS),
    "members": Tie(RelationKind.MEMBER_OF, named_is_subject=True),
    "charge": Tie(RelationKind.IN_CHARGE_OF),
}

SUBJECTS = Form(
    ("名录", "Directory"),
    (
        Column("kind", ("类别", "Kind"), "choice", required=True, choices=_KINDS, width=12),
        Column("name", ("全称", "Official name"), required=True, width=32),
        Column("short", ("简称", "Short name")),
        Column("aliases", ("别名", "Other names"), "names", width=24),
        Column("level", ("区划层级", "Level"), "choice", choices=_LEVELS, width=10),
        Column(
            "code",
            ("代码", "Code"),
            help=(
                "行政区划填区划代码（GB/T 2260），单位和企业填统一社会信用代码；没有可不填",
                "Divisions: GB/T 2260; units and firms: unified social credit code; may be left blank",
            ),
            width=20,
        ),
        Column(
            "part_of", ("所属", "Part of"), "names", help=("上级区划或所属单位", "The division or unit above")
        ),
        Column("under", ("主管（块）", "Administered by"), "names", width=20),
        Column("guided_by", ("业务指导（条）", "Guided by"), "names", width=20),
        Column("governs", ("管辖区划", "Governs"), "names"),
        Column(
            "members",
            ("成员", "Members"),
            "names",
            width=36,
            help=("群组和议事协调机构的成员", "Of groups and bodies"),
        ),
        Column(
            "charge", ("分管", "In charge of"), "names", width=24, help=("职务分管的单位", "Units of a post")
        ),
        Column("since", ("起始日期", "Since"), "day"),
        Column("source", ("依据", "Source"), width=24, help=("文件名称和文号", "The paper, with its number")),
    ),
    (
        "一行一个。多个名称用顿号隔开。提到的名称须在本表或系统名录中。带 * 的必填。",
        "One a line. Several names are separated by commas. Whoever is named stands here or in the directory.",
    ),
)

PEOPLE = Form(
    ("人员", "People"),
    (
        Column("username", ("用户名", "User name"), required=True),
        Column("name", ("姓名", "Name"), required=True),
        Column("email", ("邮箱", "E-mail"), width=24),
        Column("role", ("角色", "Role"), "choice", required=True, choices=ROLES),
        Column(
            "unit",
            ("单位", "Unit"),
            width=28,
            help=("单位负责人和联络员必填", "For unit leaders and liaison officers"),
        ),
        Column(
            "programme",
            ("工作", "Programme"),
            width=20,
            help=("规则包的名称；不填为全部", "The name of a pack; blank is every programme"),
        ),
        Column("post", ("职务", "Post"), help=("名录中类别为职务的一行", "A post of the directory")),
        Column("since", ("起始日期", "Since"), "day"),
    ),
    (
        "一行一个角色；同一人有几个角色就写几行。初始密码导入后显示一次。带 * 的必填。",
        "One role a line. First passwords are shown once, after the import.",
    ),
)
