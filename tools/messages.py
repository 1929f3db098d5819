"""Keep the translations of the pages complete (译文): `make messages`.

`update` brings every `locale/zh_Hans/LC_MESSAGES/django.po` up to date with the app's Python and
templates: new strings come in untranslated, those no longer used go. `compile` writes the `.mo` that
Django reads. Both need no other tool than Python.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "baicheng" / "server"
CATALOGUE = Path("locale") / "zh_Hans" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "Baicheng",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
#: What a call's arguments are, by the name of the function.
ROLES = {
    "_": ("message",),
    "gettext": ("message",),
    "gettext_lazy": ("message",),
    "gettext_noop": ("message",),
    "ngettext": ("message", "plural"),
    "ngettext_lazy": ("message", "plural"),
    "pgettext": ("context", "message"),
    "pgettext_lazy": ("context", "message"),
    "npgettext": ("context", "message", "plural"),
    "npgettext_lazy": ("context", "message", "plural"),
}
STRING = r"u?(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')"
#: A call in what Django's `templatize` makes of a template.
CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(({STRING}(?:,\s*{STRING})*)")


@dataclass(frozen=True, order=True)
class Message:
    """A string to translate, as gettext knows it."""

    message: str
    context: str = ""
    plural: str = ""


def _message(function: str, arguments: list[str]) -> Message:
    return Message(**dict(zip(ROLES[function], arguments, strict=False)))


def of_python(source: str) -> Iterator[Message]:
    """The strings that a module marks for translation; only literals can be."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if function not in ROLES:
            continue
        literals = [each.value for each in node.args if isinstance(each, ast.Constant)]
        strings = [each for each in literals if isinstance(each, str)]
        if len(strings) >= len(ROLES[function]):
            yield _message(function, strings)


def of_template(source: str) -> Iterator[Message]:
    """The strings that a template marks for translation."""
    from django.utils.translation.template import templatize

    for call in CALL.finditer(templatize(source)):
        strings = [ast.literal_eval(text) for text in re.findall(STRING, call[2])]
        yield _message(call[1], strings)


def apps() -> list[Path]:
    """The folders that have a catalogue each."""
    return sorted(path for path in SERVER.iterdir() if (path / "__init__.py").exists())


def messages_of(app: Path) -> dict[Message, set[str]]:
    """Each string of an app with the files it stands in."""
    found: dict[Message, set[str]] = {}
    for path in sorted(app.rglob("*")):
        if path.suffix == ".py":
            read = of_python
        elif "templates" in path.parts and path.suffix in {".html", ".txt"}:
            read = of_template
        else:
            continue
        for message in read(path.read_text("utf-8")):
            found.setdefault(message, set()).add(path.relative_to(SERVER).as_posix())
    return found


def catalogue_of(app: Path) -> polib.POFile:
    """The app's catalogue as it is, or an empty one."""
    path = app / CATALOGUE
    return polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)


def updated(app: Path) -> polib.POFile:
    """The app's catalogue with exactly the strings of its code, in order, old translations kept."""
    old = {(entry.msgid, entry.msgctxt or ""): entry for entry in catalogue_of(app) if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = dict(HEADER)
    for message, places in sorted(messages_of(app).items()):
        known = old.get((message.message, message.context))
        entry = polib.POEntry(
            msgid=message.message,
            msgctxt=message.context or None,
            occurrences=[(place, "") for place in sorted(places)],
            flags=["python-format"] if "%(" in message.message else [],
        )
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = {0: known.msgstr_plural.get(0, "") if known else ""}
        else:
            entry.msgstr = known.msgstr if known else ""
        fresh.append(entry)
    return fresh


def update() -> None:
    """Write every catalogue anew and say which strings want a translation."""
    for app in apps():
        catalogue = updated(app)
        path = app / CATALOGUE
        if not len(catalogue):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        for entry in catalogue.untranslated_entries():
            print(f"{path.relative_to(ROOT)}: no Chinese for “{entry.msgid}”")


def compile_all() -> None:
    """Write the compiled catalogue beside each that is newer than it."""
    for path in sorted(SERVER.glob(f"*/{CATALOGUE}")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(compiled))


def main(arguments: list[str]) -> int:
    """Do what the one argument says."""
    commands = {"update": update, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        print("tools/messages.py update | compile", file=sys.stderr)
        return 2
    if arguments[0] == "update":
        from django.conf import settings

        settings.configure(USE_I18N=False)
    commands[arguments[0]]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
