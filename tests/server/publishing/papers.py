"""A pack with a paper to issue: a drill with a notice and the template that ships."""

from __future__ import annotations

import shutil
from pathlib import Path

from baicheng.packs.shelf import BUILTIN

NOTICE = """\
notice: monthly
kind: circular
title: {zh: 月度进展通报, en: Monthly circular}
about: tasks
every: month
template: circular.docx
heading: 关于{period}任务进展情况的通报
number: 演练通报〔{year}〕{seq}号
addressed: 各有关单位
copies: 市政府领导
body:
  - heading: 一、总体情况
  - text: 截至{day}，任务共{total}项，完成{done}项，逾期{late}项，按期率{kept_percent}%。
  - {text: "逾期任务见附件。", when: late}
  - {text: "没有逾期任务。", unless: late}
annexes:
  - {title: 各单位进展情况, table: units}
  - {title: 各县进展情况, table: counties}
  - {title: 逾期任务, table: late}
  - {title: 下月到期任务, table: next_due}
public: true
approves: office as leader
release: {within: {amount: 2, unit: working_day}}
remind:
  - {after: {amount: 1, unit: working_day}, to: [bearer as leader]}
"""
OVERVIEW = "overview: {units: lead}\n"


def with_notice(source: Path, target: Path, *, notice: str = NOTICE, version: str = "9.0.0") -> Path:
    """A copy of a pack in which the notice stands; its tasks are counted in an overview."""
    shutil.copytree(source, target)
    manifest = target / "pack.yaml"
    lines = manifest.read_text("utf-8").splitlines()
    kept = [f"version: {version}" if line.startswith("version:") else line for line in lines]
    manifest.write_text("\n".join(kept) + "\n", "utf-8")
    tasks = target / "registers" / "tasks.yaml"
    if tasks.exists() and "\noverview:" not in tasks.read_text("utf-8"):
        tasks.write_text(tasks.read_text("utf-8") + OVERVIEW, "utf-8")
    (target / "notices").mkdir()
    (target / "notices" / "monthly.yaml").write_text(notice, "utf-8")
    shutil.copy(BUILTIN / "supervision" / "notices" / "circular.docx", target / "notices")
    return target
