"""House rules for the repository as a whole."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest
import yaml

from baicheng import __version__

ROOT = Path(__file__).parents[1]
NOT_OURS = {".git", ".venv", "build", "demo", "dist", "__pycache__", "node_modules"}
BINARY = {".docx", ".ico", ".ofd", ".pdf", ".png", ".woff2", ".xlsx"}
LONGEST_MODULE = 400
OUR_PACKAGES = {"baicheng", "benchmarks", "tests", "tools"}
#: Where the module that is imported is not named like its distribution.
DISTRIBUTIONS = {
    "PIL": "pillow",
    "axes": "django-axes",
    "chinese_calendar": "chinesecalendar",
    "docx": "python-docx",
    "ninja": "django-ninja",
    "pydantic_core": "pydantic",
    "pythonjsonlogger": "python-json-logger",
    "yaml": "pyyaml",
}
#: What Django loads by a name in the settings, a command starts or another library calls; no module imports it.
NOT_IMPORTED = {
    "argon2-cffi",
    "django-csp",
    "huey",
    "pillow",
    "psycopg",
    "python-json-logger",
    "waitress",
    "whitenoise",
}


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


PROJECT = tomllib.loads(text_of(ROOT / "pyproject.toml"))


def own_files() -> Iterator[Path]:
    """Every text file of the repository."""
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.name in NOT_OURS or path.name.endswith(("_cache", ".hypothesis", ".egg-info")):
                continue
            if path.is_dir():
                folders.append(path)
            elif path.suffix not in BINARY:
                yield path


def test_no_file_names_a_registry_host_or_a_path_of_one_machine() -> None:
    # Put together here so that this file does not name them itself.
    hosts = ("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.org", "debian" + r"\.org/debian")
    homes = ("work", "root", "home/[a-z]+", "Users/[A-Za-z]+")
    forbidden = re.compile("|".join([*hosts, *(rf"(?<![\w.~-])/{home}/" for home in homes)]))
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in own_files()
        if (hit := forbidden.search(text_of(path)))
    ]

    assert found == []


def test_no_module_is_too_long_to_be_read_in_one_go() -> None:
    modules = [path for path in own_files() if path.suffix == ".py" and ROOT / "tests" not in path.parents]
    lengths = {path: text_of(path).count("\n") for path in modules}

    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_folder_or_module_is_named_for_nothing_in_particular() -> None:
    nothing = {"utils", "common", "core", "extras", "helpers", "misc"}
    names = {path.stem for path in (ROOT / "baicheng").rglob("*")}

    assert names & nothing == set()


def test_the_licence_is_the_exact_text_of_apache_2() -> None:
    digest = hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest()

    assert digest == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def imported_by(folder: str) -> set[str]:
    """The libraries that the modules of a folder import, by the name of their distribution."""
    trees = [
        ast.parse(text_of(path))
        for path in own_files()
        if path.suffix == ".py" and ROOT / folder in path.parents
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    libraries = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - OUR_PACKAGES
    return {DISTRIBUTIONS.get(name, name).replace("_", "-") for name in libraries}


def names_of(requirements: Iterable[str]) -> set[str]:
    return {found[0].lower() for requirement in requirements if (found := re.match(r"[\w.-]+", requirement))}


def test_the_package_imports_what_it_declares_and_declares_what_it_imports() -> None:
    extras = chain.from_iterable(PROJECT["project"]["optional-dependencies"].values())
    declared = names_of([*PROJECT["project"]["dependencies"], *extras])

    assert imported_by("baicheng") | NOT_IMPORTED == declared


def test_tests_and_tools_import_only_what_the_development_group_brings() -> None:
    extras = names_of(chain.from_iterable(PROJECT["project"]["optional-dependencies"].values()))
    declared = names_of([*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]])

    # Tests of an extra are skipped where it is not installed.
    assert imported_by("tests") | imported_by("tools") <= declared | extras


def test_the_lock_file_holds_every_dependency_with_its_checksums() -> None:
    wanted = names_of(PROJECT["project"]["dependencies"])
    entries = re.findall(
        r"^([\w.-]+)==\S+(?: ;[^\\\n]*)? \\\n +--hash=sha256:", text_of(ROOT / "requirements.lock"), re.M
    )

    assert wanted <= set(entries)


def test_the_versions_agree() -> None:
    assert yaml.safe_load(text_of(ROOT / "publiccode.yml"))["softwareVersion"] == __version__


def test_publiccode_describes_the_project_within_the_limits_of_the_standard() -> None:
    described = yaml.safe_load(text_of(ROOT / "publiccode.yml"))["description"]

    for language in ("zh", "en"):
        assert len(described[language]["shortDescription"]) <= 150
        assert 150 <= len(described[language]["longDescription"]) <= 10_000
        assert described[language]["features"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    package = [path for path in (ROOT / "baicheng").rglob("*") if path.is_file()]
    ours = {path.relative_to(ROOT).as_posix() for path in package if "__pycache__" not in path.parts}
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert held == ours
    assert any(name.endswith(".schema.json") for name in held)


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert "baicheng = baicheng.cli:main" in wheel.read(entry_points).decode()
