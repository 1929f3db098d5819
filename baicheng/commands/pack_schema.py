"""``baicheng pack schema``: the JSON Schemas of pack files, for editors."""

from __future__ import annotations

from pathlib import Path

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.reporting import attempt, save_text, say
from baicheng.packs.json_schema import as_text, json_schemas
from baicheng.reading.outputs.saving import make_folder


def run(output: Path) -> int:
    """Write the schemas into a folder; returns the exit code."""
    done = attempt(output, lambda: _write(output))
    return SUCCESS if done else UNREADABLE


def _write(output: Path) -> bool:
    make_folder(output)
    for name, schema in json_schemas().items():
        save_text(as_text(schema), output / name)
    say(f"{output}：写入 {len(json_schemas())} 个 JSON Schema / wrote the JSON Schemas")
    return True
