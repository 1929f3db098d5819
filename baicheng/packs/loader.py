"""From the folder of a pack to a :class:`~baicheng.packs.pack.Pack`, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from baicheng.flows.duty import Duty
from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem, suggestion
from baicheng.packs.rule_files import rule_in
from baicheng.packs.schema.cases import Case
from baicheng.packs.schema.groups import Group
from baicheng.packs.schema.indicators import Indicator
from baicheng.packs.schema.manifest import Manifest
from baicheng.packs.schema.notices import Notice
from baicheng.packs.schema.periods import Period
from baicheng.packs.schema.registers import Register
from baicheng.packs.schema.rounds import Round
from baicheng.packs.schema.values import ValueTable
from baicheng.packs.wording import problems_of
from baicheng.packs.yaml_text import MAX_BYTES, Content, Path, UnreadableText, read_yaml

MAX_FILES = 500
MANIFEST = "pack.yaml"

_FILE_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\.yaml")
#: The Word files that give papers their form lie beside the notices.
_TEMPLATE = re.compile(r"notices/[a-z][a-z0-9_]{0,59}\.docx")
#: Beside the pack's own files these may lie in its folder.
_IGNORED = re.compile(r"(?:.*/)?(?:\..*|.*~|(?:README|coverage)\.md)")


class Folder(NamedTuple):
    """What the files of one folder hold."""

    model: type[BaseModel]
    key: str
    several: bool


#: Folder → the model of its files, the key that names a part, whether a file may hold a list of them.
FOLDERS: Mapping[str, Folder] = {
    "values": Folder(ValueTable, "id", False),
    "periods": Folder(Period, "period", True),
    "groups": Folder(Group, "group", True),
    "registers": Folder(Register, "register", False),
    "duties": Folder(Duty, "duty", True),
    "indicators": Folder(Indicator, "indicator", True),
    "rounds": Folder(Round, "round", False),
    "notices": Folder(Notice, "notice", False),
    "tests": Folder(Case, "name", True),
}

#: The folder of rules; a file holds one, of the kind that its first key says.
RULES = "rules"


class Loaded(NamedTuple):
    """The result of loading: the pack if nothing is wrong, and the problems."""

    pack: Pack | None
    problems: tuple[Problem, ...]


def load_pack(folder: FilePath) -> Loaded:
    """Load the pack in a folder; nothing outside it is read, and links are not followed."""
    files, problems = read_folder(folder)
    loaded = load_files(files)
    return Loaded(loaded.pack if not problems else None, tuple(sorted({*problems, *loaded.problems})))


def pack_around(file: FilePath) -> FilePath | None:
    """The folder of the pack among whose rules a file lies; ``None`` for one that stands alone."""
    folder = file.absolute().parent
    return folder.parent if folder.name == "rules" and (folder.parent / MANIFEST).is_file() else None


def read_folder(folder: FilePath) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The files of a pack by their path inside it, and what is wrong with the folder itself."""
    problems: list[Problem] = []
    files = dict(_files_of(folder, problems))
    return files, tuple(problems)


def load_files(files: Mapping[str, bytes]) -> Loaded:
    """Load a pack from its files.

    Args:
        files: path inside the pack with forward slashes → content.
    """
    return _Loading(files).result()


def _files_of(folder: FilePath, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    if not folder.is_dir():
        problems.append(
            Problem(
                str(folder), 0, "", "没有这个文件夹，请核对路径。", "there is no such folder; check the path."
            )
        )
        return
    paths = sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    if len(paths) > MAX_FILES:
        zh, en = f"文件超过 {MAX_FILES} 个。", f"more than {MAX_FILES} files."
        problems.append(Problem("", 0, "", zh, en))
        return
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if _IGNORED.fullmatch(name):
            continue
        if path.is_symlink() or not path.is_file():
            zh, en = "不跟随链接，请放入文件本身。", "links are not followed; put the file itself here."
            problems.append(Problem(name, 0, "", zh, en))
        else:
            with path.open("rb") as file:
                yield name, file.read(MAX_BYTES + 1)


@dataclass
class _Loading:
    """Collects parts and problems while the files are read."""

    files: Mapping[str, bytes]
    problems: list[Problem] = field(default_factory=list)
    parts: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {folder: {} for folder in (*FOLDERS, RULES)}
    )
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def result(self) -> Loaded:
        manifest = self.manifest()
        for file in sorted(self.files):
            if file != MANIFEST and not _TEMPLATE.fullmatch(file) and self.has_its_place(file):
                self.read(file)
        templates = self.templates()
        if manifest is None or self.problems:
            return Loaded(None, tuple(sorted(self.problems)))
        cases = tuple(self.parts.pop("tests").values())
        parts = {folder: MappingProxyType(found) for folder, found in self.parts.items()}
        places = MappingProxyType(self.places)
        return Loaded(Pack(manifest, **parts, templates=templates, cases=cases, places=places), ())

    def templates(self) -> Mapping[str, bytes]:
        """The Word files beside the notices; what is in them, the checks say."""
        found = {file: content for file, content in self.files.items() if _TEMPLATE.fullmatch(file)}
        for file, content in found.items():
            if len(content) > MAX_BYTES:
                self.problem(file, "模板超过 1 MB，请去掉图片等内容。", "the template is larger than 1 MB.")
        return MappingProxyType({file.rpartition("/")[2]: content for file, content in found.items()})

    def manifest(self) -> Manifest | None:
        if MANIFEST not in self.files:
            zh = "缺少 pack.yaml：它写明规则包的名称、版本和依据文件。"
            en = "pack.yaml is missing: it names the pack, its version and its documents."
            self.problems.append(Problem(MANIFEST, 0, "", zh, en))
            return None
        content = self.content(MANIFEST)
        if content is None:
            return None
        self.places["pack", ""] = Place(MANIFEST, (), content)
        found = self.validated(MANIFEST, content, (), content.value, Manifest)
        return found if isinstance(found, Manifest) else None

    def has_its_place(self, file: str) -> bool:
        folder, _, name = file.rpartition("/")
        if folder not in FOLDERS and folder != RULES:
            zh, en = suggestion(folder or file, [*FOLDERS, RULES, MANIFEST])
            self.problem(file, f"规则包里没有这个位置，{zh}", f"a pack has no such place; {en}")
            return False
        if not _FILE_NAME.fullmatch(name):
            self.problem(
                file,
                "文件名只能用小写字母、数字和下划线，以 .yaml 结尾。",
                "a file name has small letters, digits and underscores and ends in .yaml.",
            )
            return False
        return True

    def problem(self, file: str, zh: str, en: str) -> None:
        self.problems.append(Problem(file, 0, "", zh, en))

    def content(self, file: str) -> Content | None:
        try:
            return read_yaml(self.files[file], file)
        except UnreadableText as error:
            self.problems.append(error.problem)
            return None

    def read(self, file: str) -> None:
        content = self.content(file)
        if content is None:
            return
        if file.partition("/")[0] == RULES:
            self.add_rule(file, content)
            return
        kind = FOLDERS[file.partition("/")[0]]
        if isinstance(content.value, tuple) and kind.several:
            for index, value in enumerate(content.value):
                self.add(file, content, (index,), value)
        else:
            self.add(file, content, (), content.value)

    def add_rule(self, file: str, content: Content) -> None:
        found = rule_in(content, file)
        self.problems.extend(found.problems)
        if found.rule is not None:
            self.keep(file, content, (), RULES, found.kind, found.rule)

    def add(self, file: str, content: Content, prefix: Path, value: object) -> None:
        folder = file.partition("/")[0]
        kind = FOLDERS[folder]
        part = self.validated(file, content, prefix, value, kind.model)
        if part is not None:
            self.keep(file, content, prefix, folder, kind.key, part)

    def keep(self, file: str, content: Content, prefix: Path, folder: str, key: str, part: BaseModel) -> None:
        """Put a sound part where it belongs, under its name."""
        name, stem = _name_of(part, key), file.rpartition("/")[2].removesuffix(".yaml")
        place = Place(file, prefix, content)
        if folder != "tests" and not prefix and name != stem:
            self.problems.append(
                place.problem(
                    (key,),
                    f"名称“{name}”与文件名不同，请改成“{stem}”或改文件名。",
                    f"the name '{name}' differs from the file's; write '{stem}' or rename the file.",
                )
            )
        if name in self.parts[folder]:
            first = self.places[folder, name]
            self.problems.append(
                place.problem(
                    (key,),
                    f"“{name}”已在 {first.file} 中写过，请改名。",
                    f"'{name}' stands in {first.file} already; rename one.",
                )
            )
        self.parts[folder][name] = part
        self.places[folder, name] = place

    def validated(
        self, file: str, content: Content, prefix: Path, value: object, model: type[BaseModel]
    ) -> BaseModel | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            self.problems.extend(problems_of(error, file, content, prefix, model))
            return None


def _name_of(part: BaseModel, key: str) -> str:
    """What a part is called: the value of the key that names it."""
    fields = type(part).model_fields
    return str(getattr(part, next(name for name, field in fields.items() if (field.alias or name) == key)))
