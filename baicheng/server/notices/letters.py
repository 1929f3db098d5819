"""How messages are worded on paper that leaves the system: e-mails, and the forms of group robots (外发格式)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings

from baicheng.server.notices.models import Kind, Notice, Robot, Sending

#: WeCom refuses longer texts of this kind, in bytes of UTF-8.
_LONGEST = 4000
_SUBJECT = 120
#: Signs that robots read as marks of a layout, and the wide ones that look alike and are not.
_MARKS = str.maketrans("\\`*_[]<>#~|", "＼｀＊＿［］＜＞＃～｜")


def letter(text: Mapping[str, str], path: str) -> tuple[str, str]:
    """Subject and body of one message: Chinese, then English, then the address of the page."""
    lines = [text["zh"], "", text.get("en", "")]
    if path:
        lines += ["", address_of(path)]
    return _short(text["zh"]), "\n".join(lines).strip()


def digest_letter(notices: Sequence[Notice], total: int) -> tuple[str, str]:
    """Subject and body of the letter of a morning; ``total`` counts those that it has no room for, too."""
    lines = []
    for number, notice in enumerate(notices, start=1):
        lines += [f"{number}. {notice.text['zh']}", f"   {notice.text.get('en', '')}"]
        lines += [f"   {address_of(notice.path)}"] if notice.path else []
        lines += [""]
    if total > len(notices):
        lines += [f"…… 共 {total} 条 / {total} in all: {address_of('/inbox/')}"]
    return f"{total} 条未读通知 / {total} unread messages", "\n".join(lines).strip()


def address_of(path: str) -> str:
    """The whole address of a page."""
    return f"{settings.SITE_ADDRESS}{path}"


def _short(text: str) -> str:
    """One line, as a subject has to be."""
    line = " ".join(text.split())
    return line if len(line) <= _SUBJECT else f"{line[: _SUBJECT - 1]}…"


def payload(row: Sending, kind: str) -> dict[str, Any]:
    """What a robot of that kind understands."""
    text = _within("\n\n".join(_marked(line) for line in row.body.splitlines() if line.strip()), _LONGEST)
    if kind == Kind.WECOM:
        return {"msgtype": "markdown", "markdown": {"content": text}}
    return {"msgtype": "markdown", "markdown": {"title": _plain(row.subject), "text": text}}


def _marked(line: str) -> str:
    """A line of the layout that robots read: addresses of our own pages as links, all else as plain text."""
    address = line.strip()
    return f"[打开 / open]({address})" if address.startswith(address_of("/")) else _plain(line)


def _plain(text: str) -> str:
    """Text in which nothing is read as a mark: a title that somebody typed must not become a link."""
    return text.translate(_MARKS)


def _within(text: str, most: int) -> str:
    return text if len(text.encode()) <= most else text.encode()[: most - 3].decode("utf-8", "ignore") + "…"


def signed(robot: Robot, at: datetime) -> str:
    """A robot's address as it is called at a moment: with time and signature where it has a secret.

    DingTalk wants the HMAC-SHA256 of milliseconds, a line feed and the secret, in base64, escaped.
    """
    if robot.kind != Kind.DINGTALK or not robot.secret:
        return robot.address
    moment = int(at.timestamp() * 1000)
    digest = hmac.new(robot.secret.encode(), f"{moment}\n{robot.secret}".encode(), hashlib.sha256).digest()
    sign = quote_plus(base64.b64encode(digest).decode())
    joined = "&" if "?" in robot.address else "?"
    return f"{robot.address}{joined}timestamp={moment}&sign={sign}"


def refusal(answer: str) -> str:
    """What a robot that answers with status 200 has against a message; "" where it took it."""
    try:
        told = json.loads(answer)
    except ValueError:
        return "the answer is no JSON: is this the address of a robot?"
    code = told.get("errcode") if isinstance(told, dict) else None
    return "" if code == 0 else f"errcode {code}: {told.get('errmsg', '') if isinstance(told, dict) else ''}"
