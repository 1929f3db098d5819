"""Packs (规则包): what official documents demand, as dated files that a clerk can read and a program carries out.

>>> from pathlib import Path
>>> from baicheng.packs import check, load_pack
>>> loaded = load_pack(Path("manholes"))    # doctest: +SKIP
>>> check(loaded.pack)                      # doctest: +SKIP
()
"""

from __future__ import annotations

from baicheng.packs.checks.check import check
from baicheng.packs.diff import compare
from baicheng.packs.loader import Loaded, load_files, load_pack
from baicheng.packs.local_values import LocalValue
from baicheng.packs.numbering import number_of
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.records.validation import Checked, Message, validate_record, values_of

__all__ = [
    "Checked",
    "Loaded",
    "LocalValue",
    "Message",
    "Pack",
    "Problem",
    "check",
    "compare",
    "load_files",
    "load_pack",
    "number_of",
    "validate_record",
    "values_of",
]
