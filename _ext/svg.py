"""Makes matplotlib's SVG fit to stand in a page: small, without style attributes, readable.

:func:`tidy` cleans a drawing, :func:`inline` gives it the colors of the page it stands in, and
:func:`faults` finds what a reader could not read: words that leave the picture, characters that
the font lacks, words in a color that a dark page would swallow.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

FONTS = "Lato, sans-serif"
"""On the website, figures.css sets the font of the site's text in its place."""

INHERITED = {
    "class",
    "clip-path",
    "fill",
    "fill-opacity",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
}
"""Attributes that neighbors may share through a group, because children take them over."""

NUMBERS = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
GEOMETRY = {"d", "points", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "viewBox"}


def tidy(text: str, prefix: str, ink: str) -> Element:
    """Return matplotlib's SVG *text* as an element of few bytes that looks the same.

    Identifiers that nothing refers to go, the others begin with *prefix*; styles become
    attributes; coordinates keep two decimals, a hundredth of a point. What has no color gets
    *ink*: matplotlib leaves black out.
    """
    root = ElementTree.fromstring(text)
    for element in root.iter():  # no namespaces inside: the writer adds the one of SVG
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {"metadata", "style"} or child.tag.startswith("{"):
                parent.remove(child)
    for element in root.iter():
        _attributes(element)
    _identifiers(root, prefix)
    _leave_to_uses(root)
    _unwrap(root)
    _share(root)
    kept = {key: root.get(key, "") for key in ("width", "height", "viewBox")}
    root.attrib = {**kept, "fill": ink, "font-family": FONTS, "stroke-linejoin": "round"}
    return root


def _attributes(element: Element) -> None:
    """Turn the style of *element* into attributes, shorten numbers, drop what says nothing."""
    for part in element.attrib.pop("style", "").split(";"):
        key, _, value = (item.strip() for item in part.partition(":"))
        if key:
            element.set(key, value)
    for key, value in list(element.attrib.items()):
        if key in {"fill", "stroke"}:
            value = value.lower()
        elif key == "transform":
            value = _transform(value)
        elif key in GEOMETRY:
            value = _path(value) if key == "d" else _short(value)
        elif key == "font-size" or key.endswith(("width", "opacity", "dasharray", "offset")):
            value = _short(value.replace("px", "").replace(",", " "), 3)
        elif key == f"{{{XLINK}}}href":
            del element.attrib[key]
            key = "href"
        element.set(key, value)
        if key == "font-family" and value.strip("'\"") == "Lato":  # the root has it
            value = ""
        if not value or (key, value) in {("text-anchor", "start"), ("stroke-dashoffset", "0")}:
            del element.attrib[key]
    if element.tag not in {"text", "tspan"}:
        element.text = None
    element.tail = None


def _short(text: str, decimals: int = 2) -> str:
    """Return *text* with its numbers rounded and its white space single."""

    def rounded(match: re.Match[str]) -> str:
        number = f"{float(match[0]):.{decimals}f}"
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return "0" if number == "-0" else number

    return " ".join(NUMBERS.sub(rounded, text).split())


def _path(text: str) -> str:
    """Return the path *text* short: a letter is not repeated, and needs no space."""
    commands = []
    last = ""
    for letter, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", _short(text)):
        again = letter == last and letter in "LC"
        commands.append(f" {numbers.strip()}" if again else letter + numbers.strip())
        last = letter
    return "".join(commands)


def _transform(text: str) -> str:
    """Return a transformation short; empty when it does nothing."""
    text = _short(text, 5 if "scale" in text or "matrix" in text else 2)
    return "" if re.fullmatch(r"rotate\(0 .*\)|translate\(0[ ,]+0\)", text) else text


def _identifiers(root: Element, prefix: str) -> None:
    """Number the identifiers that something refers to, after *prefix*; drop the others."""
    names: dict[str, str] = {}
    for element in root.iter():
        for value in element.attrib.values():
            for name in re.findall(r"^#(.+)$|url\(#([^)]+)\)", value):
                names.setdefault(name[0] or name[1], f"{prefix}{len(names)}")
    for element in root.iter():
        if name := element.attrib.pop("id", None):
            if name in names:
                element.set("id", names[name])
        for key, value in element.attrib.items():
            if key == "href" and value.startswith("#"):
                element.set(key, f"#{names[value[1:]]}")
            elif value.startswith("url(#"):
                element.set(key, f"url(#{names[value[5:-1]]})")


def _leave_to_uses(root: Element) -> None:
    """Take from a mark what each of its uses says too.

    The mark would keep its own color: browsers look for the rules of a style sheet from the place
    of use, which lies in no ``svg.drawn`` there.
    """
    marks = {f"#{mark.get('id')}": mark for mark in root.iter("path") if mark.get("id")}
    uses: dict[str, list[Element]] = {}
    for use in root.iter("use"):
        uses.setdefault(use.get("href", ""), []).append(use)
    for name, places in uses.items():
        mark = marks.get(name)
        for key in INHERITED.intersection(() if mark is None else mark.keys()):
            if all(key in use.attrib for use in places):
                del mark.attrib[key]


def _unwrap(element: Element) -> None:
    """Dissolve groups that say nothing; drop what paints nothing."""
    children: list[Element] = []
    for child in element:
        _unwrap(child)
        if child.tag == "g" and not child.attrib:
            children += child
        elif child.tag in {"g", "defs"} and not len(child):
            continue
        elif (
            child.tag == "path"
            and child.get("fill") == "none"
            and not {"stroke", "id"} & set(child.keys())
        ):
            continue
        else:
            children.append(child)
    element[:] = children


def _share(element: Element) -> None:
    """Put neighbors with the same attributes into a group that has them once."""

    def shared(child: Element) -> tuple[tuple[str, str], ...]:
        if child.tag not in {"path", "use", "text"}:
            return ()
        return tuple(sorted((k, v) for k, v in child.attrib.items() if k in INHERITED))

    children: list[Element] = []
    run: list[Element] = []
    for child in [*element, None]:
        if child is not None:
            _share(child)
        if run and (child is None or not shared(run[0]) or shared(child) != shared(run[0])):
            if len(run) > 2 and shared(run[0]):
                group = ElementTree.Element("g", dict(shared(run[0])))
                for member in run:
                    for key in group.attrib:
                        del member.attrib[key]
                group[:] = run
                run = [group]
            children += run
            run = []
        if child is not None:
            run.append(child)
    element[:] = children


def inline(drawing: Element, ink: str, names: Mapping[str, str]) -> str:
    """Return *drawing* as it stands in a page.

    What has the color *ink* takes the color of the page's text. Other colors stay, for readers
    without style sheets, and get a class that figures.css knows: *names* maps a color to
    ``blue`` for ``fill-blue`` and ``stroke-blue``. Each line of words is held to the width it has
    in Lato, whatever font the reader's system has.
    """
    root = copy.deepcopy(drawing)
    for key in ("width", "height"):  # as wide as the page allows
        root.attrib.pop(key, None)
    for word in words(root):
        if word.element.tag == "text" and not len(word.element) and word.width > 0:
            word.element.set("textLength", f"{word.width:.1f}")
            word.element.set("lengthAdjust", "spacingAndGlyphs")
    for element in root.iter():
        classes = []
        for key in ("fill", "stroke"):
            color = element.get(key)
            if color == ink:
                element.set(key, "currentColor")
            elif color in names:
                classes.append(f"{key}-{names[color]}")
        if classes:
            element.set("class", " ".join(classes))
    return written(root)


def written(root: Element) -> str:
    """Return *root* as text, with the namespace of SVG."""
    root = copy.copy(root)
    root.attrib = {"xmlns": SVG, **root.attrib}
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


@dataclass
class Word:
    """A line of words in a drawing: its color, and its box before it is turned, in points."""

    element: Element
    text: str
    color: str
    family: str
    face: str
    size: float
    width: float
    box: tuple[float, float, float, float]
    turned: bool


def words(root: Element) -> Iterator[Word]:
    """Yield the lines of words of the drawing, in order; formulas, which are many parts, as one."""

    def walk(element: Element, given: dict[str, str]) -> Iterator[Word]:
        given = {**given, **{k: v for k, v in element.attrib.items() if k in INHERITED}}
        if element.tag == "text":
            yield _word(element, {**given, "transform": element.get("transform", "")})
            return
        for child in element:
            yield from walk(child, given)

    for child in root:
        yield from walk(child, {"fill": root.get("fill", ""), "font-size": "10"})


def _word(element: Element, given: dict[str, str]) -> Word:
    weight = given.get("font-weight", "400")
    bold = weight == "bold" or (weight.isdigit() and int(weight) >= 600)
    italic = given.get("font-style", "normal") != "normal"
    face = {(0, 0): "Regular", (1, 0): "Bold", (0, 1): "Italic", (1, 1): "BoldItalic"}[bold, italic]
    text = "".join(element.itertext())
    size = float(given["font-size"])
    width = _advance(text, face) * size
    x, y = float(element.get("x", 0)), float(element.get("y", 0))
    left = x - width * {"middle": 0.5, "end": 1.0}.get(given.get("text-anchor", ""), 0.0)
    corners = [
        _moved(given["transform"], px, py)
        for px in (left, left + width)
        for py in (y - 0.75 * size, y + 0.22 * size)
    ]
    xs, ys = zip(*corners, strict=True)
    box = (min(xs), min(ys), max(xs), max(ys))
    family = given.get("font-family", "")
    family = next(
        (part.get("font-family", "") for part in element if part.get("font-family")), family
    )
    return Word(
        element, text, given["fill"], family, face, size, width, box, "rotate" in given["transform"]
    )


def _moved(transform: str, x: float, y: float) -> tuple[float, float]:
    """Return where *transform*, made of translations and rotations, moves a point."""
    for name, arguments in reversed(re.findall(r"(\w+)\(([^)]*)\)", transform)):
        values = [*map(float, arguments.replace(",", " ").split()), 0.0, 0.0]
        if name == "translate":
            x, y = x + values[0], y + values[1]
        elif name == "rotate":
            turn, left, top = math.radians(values[0]), x - values[1], y - values[2]
            x = values[1] + left * math.cos(turn) - top * math.sin(turn)
            y = values[2] + left * math.sin(turn) + top * math.cos(turn)
    return x, y


@cache
def _glyphs(face: str) -> tuple[dict[int, str], dict[str, float]]:
    """Return which glyph a character has in *face* of Lato, and the glyphs' widths in em."""
    import font_lato
    from fontTools.ttLib import TTFont

    path = Path(font_lato.__file__).parent / "files" / f"Lato-{face}.ttf"
    with TTFont(path, lazy=True) as font:
        em = font["head"].unitsPerEm
        widths = {name: advance / em for name, (advance, _) in font["hmtx"].metrics.items()}
        return dict(font.getBestCmap()), widths


def _advance(text: str, face: str) -> float:
    """Return the width of *text* in em."""
    glyphs, widths = _glyphs(face)
    return sum(widths[glyphs[ord(c)]] if ord(c) in glyphs else 0.6 for c in text)


def faults(root: Element, colors: set[str]) -> Iterator[str]:
    """Yield what a reader of the drawing could not read; words may have the *colors*."""
    _, _, width, height = map(float, root.get("viewBox", "").split())
    if root.find(".//image") is not None:
        yield (
            "it holds a bitmap, whose colors and words cannot follow the page. "
            "Draw the cells with pcolormesh instead of imshow"
        )
    for word in words(root):
        glyphs, _ = _glyphs(word.face)
        missing = sorted({c for c in word.text if ord(c) not in glyphs and not c.isspace()})
        if missing:
            listed = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing)
            yield (
                f'the words "{word.text}" have characters that the font Lato lacks: {listed}. '
                "Use others"
            )
        if family := word.family:
            yield (
                f'the words "{word.text}" are in the font {family}. Figures use Lato alone, '
                "which the style of the house sets"
            )
        if word.color not in colors:
            yield (
                f'the words "{word.text}" have the color {word.color}, which may be unreadable '
                "on a dark page. Use INK, MUTED, PAPER or one of COLORS of _ext/house.py"
            )
        if len(word.element):
            continue  # a formula, whose place is given by its group and parts
        x0, y0, x1, y1 = word.box
        over = {"left": -x0, "right": x1 - width, "top": -y0, "bottom": y1 - height}
        side = max(over, key=lambda key: over[key])
        if over[side] > 1:
            yield (
                f'the words "{word.text}" leave the picture at the {side}, by {over[side]:.0f} '
                "points. Move or shorten them, or give the axes more room"
            )
