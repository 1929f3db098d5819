"""What somebody does with an assignment (办理方式), read off the duty or the flow behind it."""

from __future__ import annotations

from typing import Literal

from baicheng.server.duties.wanted import entered_in, reports_of

__all__ = ["Deed", "entered_in", "reports_of"]

#: report: hands in a report; enter: enters a record that a duty asks for; answer: gives their word;
#: settle: says that and how it was done; check: looks at what others did; decide: grants or refuses;
#: handle: by a move of the record; look: nothing.
Deed = Literal["report", "enter", "answer", "settle", "check", "decide", "handle", "look"]
