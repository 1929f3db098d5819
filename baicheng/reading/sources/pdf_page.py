"""One page of a PDF file as PDFium sees it: placed characters, ruling lines, pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypdfium2 import raw

from baicheng.reading.sources.layout.page import Glyph, Page, Rule, path_rules

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
DEEPEST = 8  # forms inside forms
MOST_SEGMENTS = 60_000  # a page with more is a map or a chart
PICTURE_SHARE = 0.5  # of the page that an image covers
SQUARE = 0.02  # how far from level or upright a character may lean, as a tangent
SIZES = range(1, 400)  # points


@dataclass(frozen=True, slots=True)
class _Character:
    """A character in the page's own coordinates, with the direction of its baseline in quarter turns."""

    text: str
    box: tuple[float, float, float, float]  # left, bottom, right, top
    origin: tuple[float, float]
    size: float
    turn: int


def read_page(document: PdfDocument, index: int) -> Page:
    """The page of a document, counted from 0, turned so that most of its text runs level."""
    page = raw.FPDF_LoadPage(document.raw, index)
    if not page:
        return Page(index + 1, 0.0, 0.0)
    try:
        characters = list(_characters(page))
        drawing = _Drawing(page)
    finally:
        raw.FPDF_ClosePage(page)
    turns = [0, 0, 0, 0]
    for character in characters:
        turns[character.turn] += 1
    frame = _Frame(drawing.box, turns.index(max(turns)))
    result = Page(index + 1, frame.width, frame.height)
    result.glyphs = [frame.glyph(character) for character in characters if character.turn == frame.turn]
    result.rules = [frame.rule(rule) for rule in drawing.rules]
    result.is_picture = drawing.picture_area >= PICTURE_SHARE * frame.width * frame.height
    return result


class _Frame:
    """Turns the coordinates of a PDF page (origin bottom left) into those of ``Page`` (top left).

    Args:
        box: left, bottom, right and top of the page.
        turn: quarter turns, anticlockwise, in which the text runs.
    """

    def __init__(self, box: tuple[float, float, float, float], turn: int) -> None:
        left, bottom, right, top = box
        self.turn = turn
        self._box = box
        width, height = right - left, top - bottom
        self.width, self.height = (height, width) if turn % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        if self.turn == 0:
            return x - left, top - y
        if self.turn == 1:
            return y - bottom, x - left
        if self.turn == 2:
            return right - x, y - bottom
        return top - y, right - x

    def glyph(self, character: _Character) -> Glyph:
        left, bottom, right, top = character.box
        (xa, _), (xb, _) = self.point(left, bottom), self.point(right, top)
        _, y = self.point(*character.origin)
        return Glyph(character.text, min(xa, xb), max(xa, xb), y, character.size)

    def rule(self, rule: Rule) -> Rule:
        (xa, ya), (xb, yb) = self.point(rule.x0, rule.y0), self.point(rule.x1, rule.y1)
        return Rule(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _characters(page: object) -> Iterator[_Character]:
    """The characters that the page writes, without those that PDFium adds, and slanted watermarks."""
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    try:
        high = 0
        for index in range(raw.FPDFText_CountChars(text_page)):
            if raw.FPDFText_IsGenerated(text_page, index) == 1:
                continue
            code = raw.FPDFText_GetUnicode(text_page, index)
            if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the basic plane
                high = code
                continue
            text, high = _text(code, high), 0
            raw.FPDFText_GetMatrix(text_page, index, matrix)
            turn = _quarter_turns(matrix.a, matrix.b)
            if turn is None or not raw.FPDFText_GetLooseCharBox(text_page, index, box):
                continue
            raw.FPDFText_GetCharOrigin(text_page, index, x, y)
            scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
            size = scale * raw.FPDFText_GetFontSize(text_page, index)
            size = min(max(size, SIZES.start), SIZES.stop)
            yield _Character(text, (box.left, box.bottom, box.right, box.top), (x.value, y.value), size, turn)
    finally:
        raw.FPDFText_ClosePage(text_page)


def _text(code: int, high: int) -> str:
    if 0xDC00 <= code < 0xE000:
        code = 0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00 if high else 0xFFFD
    if code in (0x09, 0x0A, 0x0D, 0xA0):
        return " "
    if code < 0x20 or code in (0x7F, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _quarter_turns(a: float, b: float) -> int | None:
    """The direction in which a baseline runs, in quarter turns; ``None`` if it slants."""
    if abs(b) <= SQUARE * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= SQUARE * abs(b):
        return 1 if b > 0 else 3
    return None


class _Drawing:
    """What a page draws besides text: its rules, and the area that its images cover."""

    def __init__(self, page: object) -> None:
        self.rules: list[Rule] = []
        self.picture_area = 0.0
        self._segments = 0
        self.box = _page_box(page)
        for index in range(raw.FPDFPage_CountObjects(page)):
            self._take(raw.FPDFPage_GetObject(page, index), IDENTITY, 0)

    def _take(self, item: object, outer: Matrix, depth: int) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH and self._segments < MOST_SEGMENTS:
            self._take_path(item, _product(_matrix(item), outer))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = _product(_matrix(item), outer)
            self.picture_area += abs(a * d - b * c)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = _product(_matrix(item), outer)
            for index in range(raw.FPDFFormObj_CountObjects(item)):
                self._take(raw.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _take_path(self, item: object, matrix: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        if not (fill.value or stroke.value):
            return
        count = raw.FPDFPath_CountSegments(item)
        self._segments += max(count, 0)
        if self._segments >= MOST_SEGMENTS:
            self.rules.clear()
            return
        for points, closed in _stretches(item, count, matrix):
            self.rules.extend(path_rules(points, closed=closed, stroked=bool(stroke.value)))


def _stretches(item: object, count: int, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The straight stretches of a path: their corners, and whether they are closed."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    closed = curved = False
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if points and not curved:
                yield points, closed
            points, closed, curved = [], False, False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        closed = closed or bool(raw.FPDFPathSegment_GetClose(segment))
    if points and not curved:
        yield points, closed


def _matrix(item: object) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _page_box(page: object) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what is shown of the page."""
    sides = [ctypes.c_float() for _ in range(4)]
    for find in (raw.FPDFPage_GetCropBox, raw.FPDFPage_GetMediaBox):
        if find(page, *sides):
            left, bottom, right, top = (side.value for side in sides)
            return min(left, right), min(bottom, top), max(left, right), max(bottom, top)
    return 0.0, 0.0, 595.0, 842.0
