"""How the commands speak of success and failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from baicheng.commands.reporting import attempt, emit, save_text, say
from baicheng.reading.errors import UnreadableFile
from baicheng.reading.outputs import UnwritableFile


def test_what_is_said_goes_to_the_error_stream(capsys: pytest.CaptureFixture[str]) -> None:
    say("读完")

    assert capsys.readouterr() == ("", "读完\n")


def test_a_result_goes_to_standard_output_and_ends_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    emit("一")
    emit("二\n")

    assert capsys.readouterr() == ("一\n二\n", "")


def test_a_result_is_handed_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert attempt(Path("plan.txt"), lambda: 7) == 7
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "error",
    [
        UnreadableFile("plan.txt", "文件不存在", "请检查文件名。"),
        UnwritableFile(Path("plan.txt"), "无法写入", "请先关闭文件。"),
    ],
)
def test_a_fault_of_a_file_is_said_in_its_own_words(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    assert attempt(Path("plan.txt"), fail) is None
    assert capsys.readouterr() == ("", f"{error}\n")


def fault() -> None:
    raise RuntimeError("first\nsecond")


def test_a_fault_of_the_program_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BAICHENG_DEBUG", raising=False)

    assert attempt(Path("plan.txt"), fault) is None
    said = capsys.readouterr().err
    assert "plan.txt" in said and "RuntimeError" in said
    assert said.count("\n") == 1


def test_for_debugging_a_fault_of_the_program_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAICHENG_DEBUG", "1")

    with pytest.raises(RuntimeError):
        attempt(Path("plan.txt"), fault)


def test_a_closed_pipe_and_an_interruption_are_no_faults_of_a_file() -> None:
    for error in (BrokenPipeError, KeyboardInterrupt):

        def stop(error: type[BaseException] = error) -> None:
            raise error

        with pytest.raises(error):
            attempt(Path("plan.txt"), stop)


def test_a_text_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    save_text("一、道路\n", tmp_path / "out.txt")

    assert (tmp_path / "out.txt").read_bytes() == "一、道路\n".encode()
    with pytest.raises(UnwritableFile):
        save_text("二、公园", tmp_path / "missing" / "out.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]
