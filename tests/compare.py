"""What a change does to the website, in pictures: ``python -m tests.compare OLD NEW RESULT``.

OLD and NEW are two built websites, RESULT is the page to write. It shows each place that has
changed as a reader sees it on a telephone, old beside new, and needs no other file. What is not
shown, because there is too much of it, is named.
"""

from __future__ import annotations

import argparse
import base64
import io
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser, Page

from tests import tools

WIDTH = 360
HEIGHT = 1400
"""How much of a place is shown, in pixels of the page."""

AROUND = 60
MOST_PAGES = 20
MOST_PLACES = 4

BLOCKS = """
() => {
  document.querySelectorAll("details").forEach(box => { box.open = true; });
  const kinds = "h1,h2,h3,h4,h5,p,li,dt,dd,tr,figcaption,pre,summary,legend,label,svg,img,math";
  const all = [...document.querySelectorAll("#furo-main-content :is(" + kinds + ")")];
  window.blocks = all.filter(block => !block.querySelector(kinds));
  return blocks.map(block => {
    const box = block.getBoundingClientRect();
    return [block.outerHTML, box.top + scrollY, box.bottom + scrollY];
  });
}
"""
"""The smallest parts of a page's text: what stands there, where it begins and where it ends."""

MARK = """
spans => spans.forEach(([first, end]) => blocks.slice(first, end).forEach(block => {
  block.style.outline = "3px solid #d9480f";
  block.style.outlineOffset = "3px";
}))
"""


@dataclass
class Changed:
    """The pages that differ, by how: each list has paths below the folder of the website."""

    text: list[str] = field(default_factory=list)
    frame: list[str] = field(default_factory=list)  # only what stands around the text
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def changed(old: Path, new: Path) -> Changed:
    """Return which pages differ between the websites in *old* and *new*."""
    before, after = ({p.relative_to(f).as_posix() for p in f.rglob("*.html")} for f in (old, new))
    found = Changed(new=sorted(after - before), gone=sorted(before - after))
    for name in sorted(before & after):
        pages = [(folder / name).read_text(encoding="utf-8") for folder in (old, new)]
        if pages[0] != pages[1]:
            texts = [
                BeautifulSoup(page, "html.parser").find(id="furo-main-content") for page in pages
            ]
            (found.text if texts[0] != texts[1] else found.frame).append(name)
    return found


def parted(old: list[list], new: list[list]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the spans of blocks in which *old* and *new* differ, in each of them."""
    compared = SequenceMatcher(None, [b[0] for b in old], [b[0] for b in new], autojunk=False)
    return [
        ((old_at, old_end), (new_at, new_end))
        for same, old_at, old_end, new_at, new_end in compared.get_opcodes()
        if same != "equal"
    ]


def places(
    spans: list[tuple[tuple[int, int], tuple[int, int]]], old: list[list], new: list[list]
) -> list[tuple[float, float]]:
    """Return at which heights in *old* and *new* the *spans* begin; near ones are one place."""
    found: list[tuple[float, float]] = []
    for old_span, new_span in spans:
        tops = (_top(old, old_span[0]), _top(new, new_span[0]))
        if not found or max(tops[n] - found[-1][n] for n in (0, 1)) > HEIGHT - 2 * AROUND:
            found.append(tops)
    return found or [(0, 0)]


def _top(blocks: list[list], number: int) -> float:
    if number < len(blocks):
        return blocks[number][1]
    return blocks[-1][2] if blocks else 0


def picture(page: Page, top: float) -> str:
    """Return the part of *page* around *top* as the address of an image, with the image in it."""
    whole = page.evaluate("document.documentElement.scrollHeight")
    start = max(0, min(top - AROUND, whole - 200))
    clip = {"x": 0, "y": start, "width": WIDTH, "height": min(HEIGHT, whole - start)}
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))
    small = io.BytesIO()
    shot.convert("RGB").quantize(64).save(small, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(small.getvalue()).decode()


def pair(browser: Browser, old: Path, new: Path, name: str) -> str:
    """Return the part of the result about the page *name*, which is in one website or in both."""
    there = {
        side: folder / name
        for side, folder in (("old", old), ("new", new))
        if (folder / name).is_file()
    }
    pages, blocks = {}, {}
    for side, file in there.items():
        pages[side] = browser.new_page(viewport={"width": WIDTH, "height": 800})
        pages[side].goto(file.as_uri())
        blocks[side] = pages[side].evaluate(BLOCKS)
    found: list[tuple[float, ...]] = [(0,)]
    if len(there) == 2:
        spans = parted(blocks["old"], blocks["new"])
        found = places(spans, blocks["old"], blocks["new"])
        for number, page in enumerate(pages.values()):
            page.evaluate(MARK, [span[number] for span in spans])
    rows = []
    for number, tops in enumerate(found[:MOST_PLACES], 1):
        shots = "".join(
            f'<figure><figcaption>{side}</figcaption><img src="{picture(page, top)}" '
            f'alt="The {side} page, place {number}"></figure>'
            for (side, page), top in zip(pages.items(), tops, strict=True)
        )
        rows.append(f'<div class="pair">{shots}</div>')
    if len(found) > MOST_PLACES:
        rows.append(f"<p>{len(found) - MOST_PLACES} more places of this page have changed.</p>")
    for page in pages.values():
        page.close()
    return f"<h2>{escape(name)}</h2>\n" + "\n".join(rows)


STYLE = """
body { font: 16px/1.5 sans-serif; margin: 1rem; color: #222; background: #f3f3f3 }
.pair { display: flex; gap: 1rem; align-items: flex-start; margin-bottom: 2rem; overflow-x: auto }
figure { margin: 0 } img { display: block; border: 1px solid #999 }
"""


def compare(old: Path, new: Path, result: Path, browser: Browser) -> str:
    """Write the page *result* about the difference of two websites; return it as a few lines.

    *browser* takes the pictures. A process can have one Playwright only, so it comes from outside.
    """
    found = changed(old, new)
    names_of_all = [*found.text, *found.new, *found.gone, *found.frame]
    shown, left = names_of_all[:MOST_PAGES], names_of_all[MOST_PAGES:]
    lines = []
    for names, said in (
        (found.text, "with a changed text"),
        (found.new, "new"),
        (found.gone, "gone"),
        (found.frame, "changed only around the text: menus, links, styles"),
    ):
        if names:
            lines.append(f"{len(names)} {said}: {', '.join(names)}")
    if left:
        lines.append(f"{MOST_PAGES} pages are pictured. Not pictured: {', '.join(left)}")
    lines = lines or ["No page has changed."]
    pairs = [pair(browser, old, new, name) for name in shown]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Changed pages</title><style>{STYLE}</style><h1>Changed pages</h1>"
        f"<ul>{items}</ul><p>A picture shows {HEIGHT} pixels of a page {WIDTH} wide, from the "
        "first change on; what has changed is framed.</p>\n" + "\n".join(pairs) + "</html>\n",
        encoding="utf-8",
    )
    return "".join(f"- {line}\n" for line in lines)


def main() -> None:
    """Read the command line, write the page, print what changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", type=Path, help="the website before the change")
    parser.add_argument("new", type=Path, help="the website after it")
    parser.add_argument("result", type=Path, help="the page to write")
    given = parser.parse_args()
    for folder in (given.old, given.new):
        if not (folder / "index.html").is_file():
            parser.error(f"{folder} is not a built website: it has no index.html")
    with tools.browser() as browser:
        print(compare(given.old.resolve(), given.new.resolve(), given.result, browser), end="")


if __name__ == "__main__":
    main()
