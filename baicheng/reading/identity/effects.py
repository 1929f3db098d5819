"""What a document does to others: which it ends (废止) and which it changes (修改)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baicheng.reading.identity.passages import Passages
from baicheng.reading.identity.references import Citation, citations
from baicheng.reading.spans import Span

_ENDED = re.compile("废止|失效|停止执行|不再执行|停止施行")
_NOT_ENDED = re.compile("(?:已经?|被|修改|修订|清理|或者?|及时|及|和|、|需要|应当|建议|拟|未)(?:予以)?$")
_PURPOSE = re.compile("修改、?废止|[立改]、?废|废止(?:或|、|和|及|的(?:依据|文件外))")
_CHANGED = re.compile(
    "(?:作|做|进行)(?:了|出)?(?:如下|以下|部分|相应)?(?:修改|修订|调整|补充)|修改为|修订为|调整为|删[去除]|增加一[条款项]"
)
_IN_TITLE_ENDED = re.compile("废止|停止执行|失效")
_IN_TITLE_CHANGED = re.compile("修改|修订|调整|补充")
_ARTICLE = re.compile("第[一二三四五六七八九十百零\\d]{1,5}[条款项章]")
_LIST_ITEM = re.compile("《|[(]?[\\d一二三四五六七八九十]{1,3}[).、]|[\u2460-\u2473]")
_STOPS = "。;\n"
_LONGEST_SENTENCE = 1000
_LONGEST_LIST = 500


def repeals(passages: Passages, start: int, title: Span | None) -> tuple[str, ...]:
    """The documents that the text below ``start`` ends, as written, each once.

    A sentence counts that names them before 废止, or closes in a colon and lists them below.
    """
    found = _in_title(passages, title, _IN_TITLE_ENDED)
    norm = passages.content.norm
    for word in _last_in_sentences(passages, start, _ENDED):
        index = passages.index_at(word.start)
        sentence = _sentence(passages, index, word)
        before = Span(sentence.start, word.start)
        if (
            _inside_title(before.of(norm))
            or _NOT_ENDED.search(before.of(norm))
            or _PURPOSE.search(sentence.of(norm))
        ):
            continue
        cited = citations(passages.content, before)
        if norm[passages.bounds(index).end - 1] == ":":
            cited += _listed(passages, index)
        found += cited or _after(passages, word, sentence)
    return _unique(found)


def amends(passages: Passages, start: int, title: Span | None) -> tuple[str, ...]:
    """The documents that the text below ``start`` changes, as written, each once.

    A sentence counts that says so of a document it names (对《…》作如下修改), or that changes a
    numbered article of one (将《…》第八条修改为).
    """
    found = _in_title(passages, title, _IN_TITLE_CHANGED)
    for word in _last_in_sentences(passages, start, _CHANGED):
        sentence = _sentence(passages, passages.index_at(word.start), word)
        before = Span(sentence.start, word.start)
        norm = before.of(passages.content.norm)
        says_so = passages.content.norm[word.start] in "作做进" or _ARTICLE.search(norm)
        if says_so and not _inside_title(norm):
            found += [c for c in citations(passages.content, before) if _is_object(passages, c.span, word)]
    return _unique(found)


def _last_in_sentences(passages: Passages, start: int, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Of the matches of a pattern below ``start`` the last one in each sentence."""
    norm = passages.content.norm
    last: Span | None = None
    for found in pattern.finditer(norm, start, passages.span.end):
        if last is not None and any(norm.find(stop, last.end, found.start()) >= 0 for stop in _STOPS):
            yield last
        last = Span(*found.span())
    if last is not None:
        yield last


def _sentence(passages: Passages, index: int, word: Span) -> Span:
    """The sentence around a word, at most ``_LONGEST_SENTENCE`` characters to either side."""
    line, norm = passages.bounds(index), passages.content.norm
    floor, ceiling = (
        max(line.start, word.start - _LONGEST_SENTENCE),
        min(line.end, word.end + _LONGEST_SENTENCE),
    )
    start = max(norm.rfind(stop, floor, word.start) + 1 for stop in _STOPS)
    ends = [norm.find(stop, word.end, ceiling) for stop in _STOPS]
    end = min((position for position in ends if position >= 0), default=ceiling)
    return Span(max(start, floor), end)


def _inside_title(before: str) -> bool:
    """Whether a word after this text stands in the title of a cited document."""
    return before.count("《") > before.count("》")


def _after(passages: Passages, word: Span, sentence: Span) -> list[Citation]:
    """The documents named right after 废止."""
    if not re.match("(?:以下|下列)?(?:文件)?《|原", passages.content.norm[word.end : word.end + 8]):
        return []
    return citations(passages.content, Span(word.end, sentence.end))


def _listed(passages: Passages, index: int) -> list[Citation]:
    """The documents listed on the lines below a passage."""
    found: list[Citation] = []
    for below in range(index + 1, min(index + 1 + _LONGEST_LIST, len(passages))):
        passage = passages[below]
        if not _LIST_ITEM.match(passage.norm):
            break
        cited = citations(passages.content, Span(passage.start, passage.end))
        if not cited:
            break
        found.append(cited[0])
    return found


def _is_object(passages: Passages, cited: Span, word: Span) -> bool:
    """Whether a cited document is what is changed, not the ground for it (根据《…》)."""
    norm = passages.content.norm
    lead = norm[max(cited.start - 6, 0) : cited.start]
    if re.search("(?:根据|依据|按照|依照|结合|贯彻|落实|与)(?:了|国务院|国家|省|市)?$", lead):
        return False
    return re.search(
        "[对将把]|决定|修改|经研究|原", norm[max(cited.start - 30, 0) : cited.start]
    ) is not None or (_ARTICLE.search(norm, cited.end, word.start) is not None)


def _in_title(passages: Passages, title: Span | None, pattern: re.Pattern[str]) -> list[Citation]:
    """The documents in 《》 that a title says are ended or changed."""
    if title is None:
        return []
    word = pattern.search(passages.content.norm, title.start, title.end)
    if word is None or _inside_title(passages.content.norm[title.start : word.start()]):
        return []
    return citations(passages.content, Span(word.end(), title.end))


def _unique(found: list[Citation]) -> tuple[str, ...]:
    """Each document once, with its number where any mention gives it."""
    texts: dict[str, str] = {}
    for cited in found:
        key = cited.title or cited.number
        if key not in texts or cited.number:
            texts[key] = cited.text
    return tuple(dict.fromkeys(text.replace("\n", "") for text in texts.values()))
