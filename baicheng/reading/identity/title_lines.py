"""The words by which a line of a title is known: what opens it, what closes it, what stands around it."""

from __future__ import annotations

import re

from baicheng.reading.identity.document_numbers import KINDS
from baicheng.reading.identity.organs import LONGEST, is_organ

#: What may stand behind the kind of a document: (试行), (2017年版).
NOTE = r"(?:[(〔][^()〔〕]{1,20}[)〕]|\*)?"

#: What ends a sentence, and so stands in no title.
SENTENCE_END = re.compile("[。;!?:]")

#: The verbs with which a line of a title may open, when its issuers stand on the line above.
OPENING_VERB = re.compile("关于|转发|批转|印发|公布|发布|颁布|下达|表彰|授予")

_VERB = re.compile(
    "关于|转发|批转|印发|下发|公布|发布|颁布|颁发|下达|表彰|授予|任免|废止|修改|禁止|开展|成立|调整"
)
_KIND_AT_END = re.compile(rf"(?:{KINDS}){NOTE}$")
_SKIPPED = re.compile(
    r"(?:信息|文章|稿件)?来源:.{0,80}$|(?:发布|更新|公布)(?:时间|日期):.{0,80}$|〔?字[体号]:?.{0,16}$|浏览(?:次数|量):.{0,40}$|"
    r"签发人:?.{0,20}$|(?:特急|特提|加急|平急|急件|机密|秘密|绝密|内部资料|公开)[★☆*\d年月个长期]*$|\d{5,8}$|[★☆*—_-]+$"
)
_RED_HEAD = re.compile("文件(?:选登)?$|(?:通告|公告|令|函|会议纪要|简报|通报|督查通报)$")
_SHORTEST_LAST_LINE = 3  # 的通知


def closes_title(norm: str) -> bool:
    """Whether the last sentence of a line ends as titles do, in the word for a kind of document."""
    tail = SENTENCE_END.split(norm[-LONGEST:])[-1]
    return len(tail) >= _SHORTEST_LAST_LINE and _KIND_AT_END.search(tail) is not None


def is_skipped(norm: str) -> bool:
    """Whether a line is one of the marks around a heading: 签发人：…, 特急, 秘密★1年, a copy number, 来源：…."""
    return _SKIPPED.match(norm) is not None


def is_red_head(norm: str) -> bool:
    """Whether a line is the red head (红头): 云川市人民政府文件.

    >>> is_red_head("云川市人民政府办公室文件"), is_red_head("政策文件")
    (True, False)
    """
    found = _RED_HEAD.search(norm[-10:])
    return found is not None and len(norm) <= LONGEST and is_organ(norm[: len(norm) - len(found[0])])


def issuer_length(norm: str) -> int | None:
    """How many characters of issuers open a title, before 关于 and the like.

    0 where it begins with 关于, ``None`` where no verb follows issuers.
    """
    if OPENING_VERB.match(norm):
        return 0
    return next(
        (m.start() for m in _VERB.finditer(norm, 0, 2 * LONGEST) if is_organ(norm[: m.start()])), None
    )


def parts_issuer(rest: str) -> bool:
    """Whether what follows an issuer in a title goes on with 关于 and the like, or is a bare kind."""
    return _VERB.match(rest) is not None or re.fullmatch(KINDS + "|令", rest) is not None
