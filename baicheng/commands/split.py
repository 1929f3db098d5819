"""``baicheng split``: a gazette into its single documents."""

from __future__ import annotations

import json
import re
from pathlib import Path

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.reporting import attempt, emit, save_text, say
from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.errors import no_official_document
from baicheng.reading.identity.gazette import Entry, gazette_entries
from baicheng.reading.outputs import make_folder
from baicheng.reading.outputs.as_json import span_to_dict
from baicheng.reading.sources import extract
from baicheng.reading.text import Text

_UNFIT_FOR_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
_LONGEST_NAME = 60


def run(path: Path, *, format_name: str | None, output: Path | None) -> int:
    """Split one file; returns the exit code."""
    done = attempt(path, lambda: _split(path, format_name, output))
    return SUCCESS if done else UNREADABLE


def _split(path: Path, format_name: str | None, output: Path | None) -> bool:
    content = clean(extract(path))
    entries = gazette_entries(content)
    if not any(entry.number or entry.title for entry in entries):
        raise no_official_document(path)
    if format_name == "files" or (format_name is None and output is not None and output.suffix != ".json"):
        _write_files(content, entries, output or path.with_name(f"{path.stem}-单篇"))
        return True
    result = {"text": content.text, "documents": [_as_dict(content, entry) for entry in entries]}
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if output is None:
        emit(text)
    else:
        save_text(text + "\n", output)
        say(f"{path.name} → {output}：{len(entries)} 篇")
    return True


def _as_dict(content: Text, entry: Entry) -> dict[str, object]:
    """One entry; its span counts characters of ``text``, ``source`` says where it stands in the file."""
    return {
        "number": entry.number,
        "title": entry.title,
        "issuer": entry.issuer,
        "issued": entry.issued.isoformat() if entry.issued else None,
        "span": span_to_dict(content, entry.span),
    }


def _write_files(content: Text, entries: list[Entry], folder: Path) -> None:
    make_folder(folder)
    for count, entry in enumerate(entries, 1):
        name = _UNFIT_FOR_NAMES.sub("", f"{count:02d}-{entry.number}{entry.title}")[:_LONGEST_NAME]
        save_text(entry.span.of(content.text) + "\n", folder / f"{name}.txt")
    say(f"{len(entries)} 篇 → {folder}")
