"""The content of an OFD page: placed characters, ruling lines, pictures. OFD counts in millimetres."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baicheng.reading.sources.layout.page import Glyph, Page, Rule, path_rules
from baicheng.reading.sources.markup import child, children, local_name

if TYPE_CHECKING:
    from lxml import etree

POINTS = 72 / 25.4  # in a millimetre
DEEPEST = 8  # drawings inside drawings
MOST_OBJECTS = 200_000  # on a page, with all drawings that it refers to
MOST_SEGMENTS = 60_000  # a page with more is a map or a chart
SQUARE = 0.02  # how far from level a line may lean, as a tangent
SLACK = 1.2  # of a character's own width: a wider step leaves a gap
EVEN = 0.01  # of the type size: steps that differ by less set all characters alike, and leave no gaps
PICTURE_SHARE = 0.5  # of the page that an image covers
TOKEN = re.compile(r"[A-Za-z]|[-+0-9.eE]+")
OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Matrix = tuple[float, float, float, float, float, float]
Numbers = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Content:
    """Collects what a page and its templates draw.

    Args:
        units: the composite drawings that objects may refer to, by id.
    """

    def __init__(self, units: dict[str, etree._Element]) -> None:
        self._units = units
        self._glyphs: list[Glyph] = []
        self._rules: list[Rule] = []
        self._picture_area = 0.0
        self._objects = 0
        self._segments = 0

    def read(self, root: etree._Element) -> None:
        """Take up all layers of a page or template."""
        for layer in children(child(root, "Content"), "Layer"):
            self._read_all(layer, IDENTITY, 0)

    def page(self, number: int, physical: Numbers) -> Page:
        """The page with all that was collected, in points from its own corner."""
        left, top, width, height = physical
        page = Page(number, width * POINTS, height * POINTS)
        dx, dy = left * POINTS, top * POINTS
        page.glyphs = [Glyph(g.text, g.x0 - dx, g.x1 - dx, g.y - dy, g.size) for g in self._glyphs]
        if self._segments < MOST_SEGMENTS:
            page.rules = [Rule(r.x0 - dx, r.y0 - dy, r.x1 - dx, r.y1 - dy) for r in self._rules]
        page.is_picture = self._picture_area >= PICTURE_SHARE * width * height
        return page

    def _read_all(self, parent: etree._Element, outer: Matrix, depth: int) -> None:
        for element in parent:
            self._objects += 1
            if self._objects > MOST_OBJECTS:
                return
            if element.get("Visible") == "false":
                continue
            name = local_name(element)
            if name == "PageBlock" and depth < DEEPEST:
                self._read_all(element, outer, depth + 1)
            elif name in ("TextObject", "PathObject", "ImageObject", "CompositeObject"):
                self._read_object(name, element, _product(_placing(element), outer), depth)

    def _read_object(self, name: str, element: etree._Element, matrix: Matrix, depth: int) -> None:
        if name == "TextObject":
            self._glyphs.extend(_glyphs(element, matrix))
        elif name == "PathObject":
            self._read_path(element, matrix)
        elif name == "ImageObject":
            _, _, width, height = box(element.get("Boundary") or "") or (0.0, 0.0, 0.0, 0.0)
            self._picture_area += width * height
        elif depth < DEEPEST:
            content = child(self._units.get(element.get("ResourceID") or ""), "Content")
            if content is not None:
                self._read_all(content, matrix, depth + 1)

    def _read_path(self, element: etree._Element, matrix: Matrix) -> None:
        stroked = element.get("Stroke") != "false"
        if not stroked and element.get("Fill") != "true":
            return
        data = child(element, "AbbreviatedData")
        for points, closed in _stretches((data.text or "") if data is not None else ""):
            self._segments += len(points)
            if self._segments >= MOST_SEGMENTS:
                return
            placed = [_point(matrix, x, y) for x, y in points]
            self._rules.extend(path_rules(placed, closed=closed, stroked=stroked))


def box(text: str) -> Numbers | None:
    """Left, top, width and height of a box such as ``0 0 210 297``; ``None`` if it is none."""
    numbers = _numbers(text)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None


def _numbers(text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split()]
    except ValueError:
        return []
    return numbers if all(map(math.isfinite, numbers)) else []


def _number(text: str | None, default: float) -> float:
    numbers = _numbers(text or "")
    return numbers[0] if numbers else default


def _placing(element: etree._Element) -> Matrix:
    """From an object's own coordinates to those around it: its matrix, then the corner of its boundary."""
    left, top, _, _ = box(element.get("Boundary") or "") or (0.0, 0.0, 0.0, 0.0)
    numbers = _numbers(element.get("CTM") or "")
    a, b, c, d, e, f = numbers if len(numbers) == 6 else IDENTITY
    return a, b, c, d, e + left, f + top


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point in points, as placed on the page."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e) * POINTS, (b * x + d * y + f) * POINTS


def _glyphs(element: etree._Element, matrix: Matrix) -> Iterator[Glyph]:
    """The characters of a text object, unless it is set at a slant."""
    a, b, c, d, _, _ = matrix
    if a <= 0 or abs(b) > SQUARE * a:
        return
    own_size = _type_size(element)
    size = own_size * math.sqrt(abs(a * d - b * c)) * POINTS
    if size <= 0:
        return
    stretch = _number(element.get("HScale"), 1.0)
    x = y = 0.0
    for code in children(element, "TextCode"):
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        text = (code.text or "").strip("\r\n\t")
        steps_x = _steps(code.get("DeltaX"), len(text))
        steps_y = _steps(code.get("DeltaY"), len(text))
        even = len(steps_x) > 1 and max(steps_x) - min(steps_x) < EVEN * own_size
        at_x, at_y = x, y
        for index, character in enumerate(text):
            own = own_size * stretch * (1.0 if _is_wide(character) else 0.5)
            step = steps_x[index] if index < len(steps_x) else (0.0 if steps_y else own)
            widest = own_size * stretch if even else own
            width = step if 0 < step <= SLACK * widest else own
            x0, baseline = _point(matrix, at_x, at_y)
            x1, _ = _point(matrix, at_x + width, at_y)
            if character.isprintable() or character.isspace():
                yield Glyph(character, x0, x1, baseline, size)
            at_x += step
            at_y += steps_y[index] if index < len(steps_y) else 0.0


def _type_size(element: etree._Element) -> float:
    """The type size in millimetres; where a producer misspells or omits it, the height of the boundary."""
    size = _number(element.get("Size") or element.get("size"), 0.0)
    _, _, _, height = box(element.get("Boundary") or "") or (0.0, 0.0, 0.0, 0.0)
    return size if size > 0 else height


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"


def _steps(text: str | None, most: int) -> list[float]:
    """The steps between characters; ``g 3 4.2`` stands for three steps of 4.2."""
    steps: list[float] = []
    parts = iter((text or "").split())
    for part in parts:
        if len(steps) >= most:
            break
        if part == "g":
            count, step = _number(next(parts, ""), 0.0), _number(next(parts, ""), 0.0)
            steps.extend([step] * max(min(int(count), most - len(steps)), 0))
        else:
            steps.append(_number(part, 0.0))
    return steps


def _stretches(data: str) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The straight stretches of a path in abbreviated form: their corners, and whether they are closed."""
    points: list[tuple[float, float]] = []
    closed = curved = False
    tokens = iter(TOKEN.findall(data))
    for token in tokens:
        operands = [_number(next(tokens, ""), 0.0) for _ in range(OPERANDS.get(token, 0))]
        if token in ("S", "M"):
            if points and not curved:
                yield points, closed
            points, closed, curved = [], False, False
        elif token in ("Q", "B", "A"):
            curved = True
        elif token == "C":
            closed = True
        if len(operands) >= 2:
            points.append((operands[-2], operands[-1]))
    if points and not curved:
        yield points, closed
