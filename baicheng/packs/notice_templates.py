"""Word templates of papers (公文模板): what one may hold, and that it asks for nothing but the paper's own parts.

A template comes with a pack, from whoever wrote it. It is opened in memory and within limits; of the language of
its tags only names, their parts, loops and conditions are admitted: no call, no filter, no arithmetic.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from baicheng.packs.problems import suggestion

#: What a template may name, with the parts of what it goes through.
NAMES: dict[str, frozenset[str]] = {
    "organ": frozenset(),
    "number": frozenset(),
    "title": frozenset(),
    "addressed": frozenset(),
    "body": frozenset({"kind", "text"}),
    "annexes": frozenset({"number", "title", "called", "listed", "table"}),
    "signed": frozenset(),
    "signed_on": frozenset(),
    "copies": frozenset(),
    "printed_by": frozenset(),
    "printed_on": frozenset(),
}
_LOOP = frozenset({"first", "last", "index"})
_ADMITTED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Not,
    nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Const,
)  # fmt: skip
#: More than this is no template of a paper.
MOST_MEMBERS, MOST_BYTES, MOST_DEPTH = 100, 4_000_000, 2
_LARGEST_TEXT = 600_000
_TEXTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_TAG = re.compile(rb"\{[{%#]")
_REFUSED = re.compile(r"(?i)(vba|activex|embeddings|\.bin$|attachedtoolbars|customui)")


class Fault(NamedTuple):
    """What is wrong with a template, in both languages."""

    zh: str
    en: str


class BadTemplate(ValueError):
    """A template that is not opened; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.zh} / {fault.en}")
        self.fault = fault


def environment() -> ImmutableSandboxedEnvironment:
    """How templates are read and filled: what is put in is text, never marks; nothing outside can be reached."""
    found = ImmutableSandboxedEnvironment(autoescape=True)
    found.globals.clear()
    found.filters.clear()
    found.tests.clear()
    return found


def faults_of(content: bytes) -> list[Fault]:
    """Everything that is wrong with a template; nothing in it is carried out."""
    try:
        texts = _texts(content)
        return [fault for text in texts for fault in _faults_in(text)]
    except BadTemplate as error:
        return [error.fault]


def opened(content: bytes) -> DocxTemplate:
    """A template ready to be filled.

    Raises:
        BadTemplate: it holds what a template may not hold.
    """
    faults = faults_of(content)
    if faults:
        raise BadTemplate(faults[0])
    return DocxTemplate(io.BytesIO(content))


def _texts(content: bytes) -> list[str]:
    """The parts with tags: the text, heads and feet; looked at before Word's library opens anything."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_BYTES:
            raise BadTemplate(
                Fault("模板过大，请去掉图片等内容。", "the template is too large; take pictures out.")
            )
        parts = {one.filename: archive.read(one) for one in members if not one.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        if isinstance(error, BadTemplate):
            raise
        raise BadTemplate(_NO_WORD) from error
    if "word/document.xml" not in parts:
        raise BadTemplate(_NO_WORD)
    for name, part in parts.items():
        _refuse_part(name, part)
    return [part.decode("utf-8", "replace") for name, part in parts.items() if _TEXTS.fullmatch(name)]


_NO_WORD = Fault(
    "不是 Word 文件（.docx），请用 Word 或 WPS 另存。", "this is no Word file (.docx); save it with Word."
)


def _refuse_part(name: str, part: bytes) -> None:
    if _REFUSED.search(name):
        raise BadTemplate(
            Fault(
                f"模板含有宏或嵌入对象（{name}），请去掉。",
                f"the template holds macros or objects ({name}); take them out.",
            )
        )
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise BadTemplate(
            Fault(
                f"{name} 含有实体声明，请用 Word 重新保存。",
                f"{name} declares entities; save it anew with Word.",
            )
        )
    if name.endswith(".rels") and re.search(rb'TargetMode\s*=\s*["\']External', part):
        raise BadTemplate(
            Fault(
                "模板引用了外部文件或网址，请去掉。",
                "the template refers to files or addresses outside; take them out.",
            )
        )
    if _TEXTS.fullmatch(name):
        if len(part) > _LARGEST_TEXT:
            raise BadTemplate(Fault("模板正文过长。", "the text of the template is too long."))
    elif name.endswith(".xml") and _TAG.search(part):
        raise BadTemplate(
            Fault(
                f"{name} 里不能写标记，只能写在正文、页眉和页脚。",
                f"no tags in {name}; only in text, heads and feet.",
            )
        )


def _faults_in(text: str) -> Iterator[Fault]:
    patched = DocxTemplate(io.BytesIO()).patch_xml(text)
    try:
        tree = environment().parse(patched)
    except TemplateSyntaxError as error:
        yield Fault(f"标记写得不对：{error.message}", f"a tag is not understood: {error.message}")
        return
    yield from _inside(tree, {name: name for name in NAMES}, 0)


def _inside(node: nodes.Node, known: dict[str, str], depth: int) -> Iterator[Fault]:
    """What is not admitted in a part of a template; ``known`` says what each name goes through."""
    if not isinstance(node, _ADMITTED):
        what = type(node).__name__
        yield Fault(
            f"模板标记只能写名称、for 和 if，不能写 {what}。", f"tags hold names, for and if only, no {what}."
        )
        return
    if isinstance(node, nodes.Name):
        if node.name not in known:
            zh, en = suggestion(node.name, NAMES)
            yield Fault(f"没有“{node.name}”这一项，{zh}", f"there is no '{node.name}'; {en}")
        return
    if isinstance(node, nodes.Getattr):
        yield from _part(node, known)
        return
    if isinstance(node, nodes.For):
        yield from _loop(node, known, depth + 1)
        return
    for child in node.iter_child_nodes():
        yield from _inside(child, known, depth)


def _part(node: nodes.Getattr, known: dict[str, str]) -> Iterator[Fault]:
    parts = frozenset[str]()
    if isinstance(node.node, nodes.Name) and node.node.name in known:
        name = node.node.name
        parts = _LOOP if name == "loop" else NAMES[known[name]] if name not in NAMES else parts
    if node.attr not in parts:
        zh, en = suggestion(node.attr, parts)
        yield Fault(f"没有“{node.attr}”这一项，{zh}", f"there is no '{node.attr}'; {en}")


def _loop(node: nodes.For, known: dict[str, str], depth: int) -> Iterator[Fault]:
    over = node.iter.name if isinstance(node.iter, nodes.Name) else ""
    plain = isinstance(node.target, nodes.Name) and not node.recursive and node.test is None
    if not plain or not NAMES.get(over) or depth > MOST_DEPTH:
        yield Fault(
            "循环只能写 for … in body 或 annexes，至多两层。",
            "a loop goes through body or annexes, two deep at most.",
        )
        return
    inner = {**known, str(getattr(node.target, "name", "")): over, "loop": "loop"}
    for child in (*node.body, *node.else_):
        yield from _inside(child, inner, depth)
