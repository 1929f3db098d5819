"""Drafting, approving, releasing, correcting and withdrawing papers."""

from baicheng.server.publishing.services.deciding import approve, send_back, submit
from baicheng.server.publishing.services.drafting import correct, discard, draft, edit
from baicheng.server.publishing.services.releasing import keep_pdfs, release, release_due, set_time, withdraw

__all__ = [
    "approve",
    "correct",
    "discard",
    "draft",
    "edit",
    "keep_pdfs",
    "release",
    "release_due",
    "send_back",
    "set_time",
    "submit",
    "withdraw",
]
