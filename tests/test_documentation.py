"""What the documentation says must be true of the repository."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from baicheng.cli import main

ROOT = Path(__file__).parents[1]
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
GUIDES = (ROOT / "docs" / "user.md", ROOT / "docs" / "user.zh-CN.md")
PICTURES = sorted(ROOT.glob("docs/images/*"))
LARGEST_PICTURE = 150 * 1024

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
REPOSITORY_PATH = re.compile(r"(?:baicheng|benchmarks|docs|tests|tools|\.ci)/[\w./*-]*")
COMMAND = re.compile(r"(?:^|[/\s])baicheng +([a-z].*)")


def code_blocks(page: Path, *languages: str) -> list[str]:
    return [code for language, code in FENCE.findall(page.read_text("utf-8")) if language in languages]


def commands(page: Path) -> list[list[str]]:
    """Each call of the program that a page shows: command and arguments."""
    lines = [line for code in code_blocks(page, "sh", "bat") for line in code.splitlines()]
    calls = [found[1] for line in lines if "pip" not in line and (found := COMMAND.search(line))]
    return [shlex.split(call) for call in calls]


#: Commands that come with a verb: baicheng pack check.
WITH_VERBS = {"audit", "directory", "pack", "user"}


def help_of(*words: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as stopped:
        main([*words, "--help"])
    assert stopped.value.code == 0
    return out.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    prose = FENCE.sub("", text)
    named = {word for word in CODE.findall(prose) if REPOSITORY_PATH.fullmatch(word)}
    missing = {path for path in named if not list(ROOT.glob(path.rstrip("/")))}
    missing |= {path for path in LINK.findall(text) if not (page.parent / path).exists()}

    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_that_a_page_shows_exists(page: Path) -> None:
    for command, *arguments in commands(page):
        offered = help_of(command, arguments[0]) if command in WITH_VERBS else help_of(command)
        for option in (argument for argument in arguments if argument.startswith("--")):
            assert option in offered, f"{page.name}: baicheng {command} {option}"


def test_the_readmes_show_each_command() -> None:
    for page in READMES:
        assert {"ledger", "split", "clauses"} <= {command for command, *_ in commands(page)}


def test_both_readmes_show_the_same_code() -> None:
    english, chinese = (code_blocks(page, "sh", "bat", "python") for page in READMES)

    assert english == chinese


def test_both_guides_for_users_have_the_same_parts_code_and_pictures() -> None:
    english, chinese = (page.read_text("utf-8") for page in GUIDES)
    heading, picture, row = (
        re.compile(rule, re.MULTILINE) for rule in (r"^#+ ", r"\]\((images/.*?)\)", r"^\| ")
    )

    for rule in (heading, picture):
        assert rule.findall(english) == rule.findall(chinese)
    assert len(row.findall(english)) == len(row.findall(chinese))
    assert code_blocks(GUIDES[0], "sh", "bat") == code_blocks(GUIDES[1], "sh", "bat")


def test_the_words_that_the_chinese_guide_quotes_stand_on_the_pages() -> None:
    about_pages = GUIDES[1].read_text("utf-8").partition("\n## 在自己的电脑上读文件")[0]
    quoted = {word for quote in re.findall(r"“([^”]+)”", about_pages) for word in quote.split(" → ")}
    package = ROOT / "baicheng"
    sources = [*package.glob("server/*/locale/**/*.po"), *package.glob("packs/builtin/**/*.yaml")]
    words = "\n".join(path.read_text("utf-8") for path in sources)

    assert {word for word in quoted if word not in words} == set()


def test_every_picture_is_shown_somewhere_and_small() -> None:
    shown = "\n".join(page.read_text("utf-8") for page in PAGES)

    for picture in PICTURES:
        assert re.search(rf"images/{re.escape(picture.name)}[)\"]", shown)
        assert picture.stat().st_size <= LARGEST_PICTURE


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_library_example_runs_and_finds_tasks(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = code_blocks(page, "python")

    exec(compile(example, page.name, "exec"), {})

    assert "市交通运输局" in capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    offered = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = page.read_text("utf-8")
    code = "\n".join([*CODE.findall(FENCE.sub("", text)), *code_blocks(page, "sh")])

    assert set(re.findall(r"^make ([a-z]+)", code, re.MULTILINE)) <= offered


def test_decisions_are_numbered_without_gaps_and_titled_with_their_number() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]

    assert numbers == list(range(1, len(numbers) + 1))
    for number, path in zip(numbers, decisions, strict=True):
        first = path.read_text("utf-8").splitlines()[0]
        assert re.match(rf"# {number:04d}\b", first), f"{path.name} begins with {first!r}"


def test_every_folder_of_the_package_has_its_place_in_the_architecture() -> None:
    described = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    folders = [path for path in (ROOT / "baicheng").iterdir() if path.is_dir() and path.name[0] != "_"]

    assert [str(path) for path in folders if f"`baicheng/{path.name}/`" not in described] == []


def test_the_changelog_tells_of_the_version_that_is_here() -> None:
    from baicheng import __version__

    assert f"\n## {__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")
