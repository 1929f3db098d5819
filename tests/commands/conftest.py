"""Files to run the commands on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from baicheng.cli import main
from tests.commands import server

PLAN = """\
青石市人民政府办公室
关于印发青石市2021年城市提质工作方案的通知
青政办〔2021〕12号
各县（区）人民政府，市政府各部门：
现印发给你们，请认真组织实施。
2021年3月8日
一、重点任务
（一）完善设施
1.打通断头路。年底前建成通车6条。
牵头单位：市住建局
责任单位：市财政局
二、工作要求
各区每季度末将进展情况报市住建局。
"""

SECOND = """\
青石市人民政府
关于印发青石市2022年公园建设工作方案的通知
青政〔2022〕3号
各县（区）人民政府，市政府各部门：
现印发给你们，请认真贯彻执行。
2022年1月5日
一、重点任务
1.年底前建成公园12个。
牵头单位：市园林局
"""


class Said(NamedTuple):
    """What a command has left: exit code, standard output, error stream."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line with arguments; no exception but SystemExit comes out of it."""

    def _run(*arguments: str | Path) -> Said:
        words: Sequence[str] = [str(argument) for argument in arguments]
        try:
            code = main(words)
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return _run


@pytest.fixture(scope="session")
def install(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Put an installation with an empty database into a folder: it is migrated once, and copied from then on."""
    migrated = tmp_path_factory.mktemp("migrated")
    assert server.run(migrated, "migrate").code == 0

    def copy(folder: Path) -> None:
        shutil.copytree(migrated, folder, dirs_exist_ok=True)

    return copy


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, "utf-8")
    return path


@pytest.fixture
def gazette(tmp_path: Path) -> Path:
    path = tmp_path / "gazette.txt"
    path.write_text(PLAN + SECOND, "utf-8")
    return path


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "damaged.docx"
    path.write_bytes(b"PK\x03\x04 torn")
    return path
