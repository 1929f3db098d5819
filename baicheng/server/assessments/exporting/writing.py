"""Writing a snapshot (写快照): one file for each relation and month of recording, and a manifest of checksums.

The same rows give the same bytes: rows come in a fixed order, batches have a fixed size, and nothing in a file says
when it was written. A month that is over therefore never changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from baicheng.server.assessments.exporting.shapes import RECORDED, Exported, Row, table

MANIFEST = "manifest.json"
FORMAT = 1
#: So many rows of a month are in memory before they are written, all but the last few of them as columns.
_GROUP = 8192
#: So many are put together as columns, which take a fraction of the room; a part of the above.
_PACKED = 512
_CHUNK = 1 << 20


@dataclass
class _Month:
    """The file of one month, open for writing."""

    path: Path
    schema: pa.Schema
    rows: list[Row] = field(default_factory=list)
    packed: list[pa.Table] = field(default_factory=list)
    count: int = 0
    file: pq.ParquetWriter | None = None

    def put(self, row: Row) -> None:
        self.rows.append(row)
        if len(self.rows) == _PACKED:
            self._pack()
        if len(self.packed) == _GROUP // _PACKED:
            self.flush()

    def _pack(self) -> None:
        self.packed.append(table(self.schema, self.rows))
        self.rows = []

    def flush(self) -> None:
        if self.rows:
            self._pack()
        if not self.packed:
            return
        if self.file is None:
            self.path.parent.mkdir(parents=True)
            self.file = pq.ParquetWriter(self.path, self.schema, compression="zstd", compression_level=3)
        # In one piece, so that the bytes do not hang on how rows were put together.
        group = pa.concat_tables(self.packed).combine_chunks()
        self.file.write_table(group, row_group_size=_GROUP)
        self.count += len(group)
        self.packed = []

    def close(self) -> None:
        self.flush()
        if self.file is not None:
            self.file.close()


def write_relation(one: Exported, rows: Any, folder: Path) -> dict[str, Any]:
    """Write a relation below a folder, and return what the manifest says of it.

    Args:
        rows: what its reader gives; at most some thousand of each month are held in memory.
    """
    months: dict[str, _Month] = {}
    for row in rows:
        month = f"{row[RECORDED]:%Y-%m}"
        if month not in months:
            path = folder / one.name / f"recorded={month}" / "rows.parquet"
            months[month] = _Month(path, one.schema)
        months[month].put(row)
    for opened in months.values():
        opened.close()
    return {
        "columns": {column.name: str(column.type) for column in one.schema},
        "files": [
            {
                "path": opened.path.relative_to(folder).as_posix(),
                "rows": opened.count,
                "sha256": digest_of(opened.path),
            }
            for _month, opened in sorted(months.items())
        ],
    }


def write_manifest(folder: Path, stated: Mapping[str, Any]) -> str:
    """Write the manifest, and return its digest."""
    text = json.dumps(stated, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of a snapshot says.

    Raises:
        OSError: there is none.
    """
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def faults(folder: Path) -> Sequence[str]:
    """The files of a snapshot that are not what its manifest says, by their paths."""
    listed = [one for relation in read_manifest(folder)["relations"].values() for one in relation["files"]]
    return [
        one["path"]
        for one in listed
        if not (folder / one["path"]).is_file() or digest_of(folder / one["path"]) != one["sha256"]
    ]


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            digest.update(block)
    return digest.hexdigest()
