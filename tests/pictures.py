"""The pictures in the README, taken from what was built: ``make pictures``."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import pypdfium2
from PIL import Image

from tests import tools
from tests.conftest import BUILD, ROOT

OUT = ROOT / "pictures"
NAME = "evolution-of-marketing"
HEIGHT = 900
CHAPTER = "course/01-evolution-of-marketing"


def save(image: Image.Image, name: str) -> None:
    """Write *image* as ``pictures/<name>.png``, with few colors so that it stays small."""
    OUT.mkdir(exist_ok=True)
    width = round(image.width * HEIGHT / image.height)
    small = image.convert("RGB").resize((width, HEIGHT), Image.Resampling.LANCZOS)
    small.quantize(96).save(OUT / f"{name}.png", optimize=True)


def shoot(pages: dict[str, tuple[Path, int, int]]) -> None:
    """Photograph pages in the system's Chromium: *pages* gives file, width and height by name."""
    with tools.browser() as browser, tempfile.TemporaryDirectory() as folder:
        for name, (file, width, height) in pages.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, device_scale_factor=1.5
            )
            page.goto(file.as_uri())
            shot = Path(folder) / "shot.png"
            page.screenshot(path=shot)
            save(Image.open(shot), name)


def main() -> None:
    """Take the three pictures."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(BUILD / f"epub/{NAME}.epub") as epub:
            epub.extractall(folder)
        chapter = next(Path(folder).rglob(f"{CHAPTER}.xhtml"))
        shoot(
            {
                "website": (BUILD / f"html/{CHAPTER}.html", 1200, 900),
                "epub": (chapter, 420, 640),
            }
        )
    pdf = pypdfium2.PdfDocument(BUILD / f"pdf/{NAME}.pdf")
    texts = (page.get_textpage().get_text_range() for page in pdf)
    number = next(n for n, text in enumerate(texts) if "CHAPTER 1" in text)
    save(pdf[number].render(scale=2).to_pil(), "pdf")


if __name__ == "__main__":
    main()
