"""What a record, a list and a form look like."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baicheng.server.orgs.models import Subject
from baicheng.server.web.listing import Column, Empty, list_page
from baicheng.server.web.paging import Count
from baicheng.server.web.tabs import Tab
from baicheng.server.web.timeline import Change, Happening

AT = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
HAPPENINGS = (
    Happening("报送进展", "林晓梅", AT, why="", changes=(Change("完成条数", "2", "3"),), icon="report"),
    Happening(
        "退回补充",
        "何静",
        AT,
        why="缺少现场照片，请补充后重新报送。",
        tone="warn",
        icon="arrow-back-up",
        changes=(Change("状态", "待核实", "办理中"),),
    ),
    Happening("签收", "高建国", AT, tone="info", icon="check", held_at=AT),
    Happening("下达任务", "何静", AT, tone="good", icon="send"),
)
COLUMNS = (
    Column("title", "任务", order=("name",), kind="main"),
    Column("lead", "牵头单位"),
    Column("due", "完成时限", order=("pk",), kind="date"),
    Column("amount", "总投资（万元）", kind="number"),
    Column("progress", "进度"),
    Column("light", "亮灯", kind="state"),
)
TITLES = (
    "打通断头路 新增公共停车位 背街小巷整治 街头游园建设 雨污分流改造 老旧小区改造 公厕提升 智慧灯杆".split()
)
LIGHTS = ("on_time", "at_risk", "late", "done", "done_late", "waiting", "open", "on_time")


class Filters(forms.Form):
    q = forms.CharField(label="搜索任务", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("open", "办理中")], required=False)
    since = forms.DateField(label="时限自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    mine = forms.BooleanField(label="只看本单位", required=False)


class Report(forms.Form):
    title = forms.CharField(label="标题", help_text="一句话说明进展。")
    kind = forms.ChoiceField(label="报表", choices=[("m", "月报"), ("q", "季报")], widget=forms.RadioSelect)
    units = forms.MultipleChoiceField(
        label="配合单位",
        choices=[("a", "市财政局"), ("b", "市水利局")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    lead = forms.ChoiceField(label="牵头单位", choices=[("", "—"), ("a", "市住建局")])
    amount = forms.DecimalField(label="完成投资（万元）", help_text="保留两位小数。")
    done_on = forms.DateField(label="完成日期", widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    sure = forms.BooleanField(label="数据已由单位负责人审定", help_text="报送后由专班办公室核实。")
    files = forms.FileField(
        label="佐证材料", required=False, help_text="照片、PDF 或 Word，单个不超过 50 MB。"
    )


def record(request: HttpRequest) -> HttpResponse:
    given = {
        "tabs": [Tab("概况", "", current=True), Tab("进展", "#", count=3), Tab("附件", "#", count=12)],
        "happenings": HAPPENINGS,
        "lights": LIGHTS,
        "day": date(2026, 6, 30),
        "at": AT,
        "amount": Decimal("12345678.50"),
    }
    return render(request, "specimen/record.html", given)


def rows(request: HttpRequest) -> HttpResponse:
    empty = Empty("没有符合条件的任务", "可以减少筛选条件。", "全部任务", "?")
    found = Subject.objects.filter(kind="record")
    listing = list_page(
        request, found, columns=COLUMNS, sort="title", empty=empty, size=8, count=Count(1000, more=True)
    )
    shown = [(row, LIGHTS[row.pk % 8], row.pk * 13 % 100, Decimal(row.pk * 731)) for row in listing.rows]
    given = {"listing": listing, "shown": shown, "filters": Filters(request.GET), "day": date(2026, 6, 30)}
    return render(request, "specimen/list.html", given)


def form(request: HttpRequest) -> HttpResponse:
    report = Report(request.POST or None, request.FILES or None)
    report.is_valid()
    return render(request, "specimen/form.html", {"form": report}, status=422 if report.errors else 200)


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("只有专班办公室可以导入和审核文件。")


def fault(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("made to fail")
