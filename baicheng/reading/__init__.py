"""Reading official documents (读公文): a document in, the ledger of its tasks (台账) out.

>>> from baicheng.reading import read
>>> ledger = read("plan.docx")                        # doctest: +SKIP
>>> [(task.address, task.lead) for task in ledger.tasks]   # doctest: +SKIP
"""

from __future__ import annotations

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.model import Ledger
from baicheng.reading.reader import read, read_source

__all__ = ["Ledger", "UnreadableFile", "read", "read_source"]
