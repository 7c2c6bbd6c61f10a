"""Files of the website that are no pages: feed, site map, manifest, offline copy, downloads."""

from __future__ import annotations

import json
import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from sphinx.application import Sphinx

from _ext.listing import articles
from _ext.site import cards, head
from _ext.words import _, number, tag

DOWNLOADS = "downloads"
FEED = "feed.xml"
WORKER = "_static/service-worker.js"
ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def downloads(app: Sphinx) -> list[tuple[str, Path]]:
    """Return format and file of what has been built to be downloaded."""
    files = {name: Path(app.srcdir) / path for name, path in app.config.handbook_downloads.items()}
    return [(name, path) for name, path in files.items() if path.is_file()]


def size(path: Path, language: str) -> str:
    """Return the size of the file *path* as a reader of *language* wants it: 250 kB, 1.2 MB."""
    size = path.stat().st_size
    if size < 950_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{number(size / 1e6, 1, language)} MB"


def feed(app: Sphinx) -> ElementTree.Element:
    """Return the Atom feed (RFC 4287) of the articles.

    A site that does not know its address gives links from the place of the feed. Entries are known
    by a UUID of the page's name, so a move of the site makes no article new.
    """
    config = app.config
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": tag(config.language)})

    def add(parent: ElementTree.Element, tag: str, text: str = "", **facts: str) -> None:
        ElementTree.SubElement(parent, tag, facts).text = text or None

    def known(name: str) -> str:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{config.epub_basename}/{name}").urn

    listed = {page: str(app.env.metadata[page]["date"]) for page in articles(app.env)}
    days = list(listed.values()) or [head.released().isoformat()]
    home = head.address(app, config.root_doc)
    add(root, "id", known(""))
    add(root, "title", _("%s: articles") % config.project)
    add(root, "updated", f"{max(days)}T00:00:00Z")
    add(root, "link", rel="self", type="application/atom+xml", href=f"{home}{FEED}")
    add(root, "link", rel="alternate", type="text/html", href=home or "index.html")
    author = ElementTree.SubElement(root, "author")
    add(author, "name", config.author or config.project)
    add(root, "rights", config.handbook_license[0])
    for page, day in listed.items():
        entry = ElementTree.SubElement(root, "entry")
        add(entry, "id", known(page))
        add(entry, "title", app.env.titles[page].astext())
        add(entry, "updated", f"{day}T00:00:00Z")
        add(entry, "published", f"{day}T00:00:00Z")
        link = head.address(app, page) or app.builder.get_target_uri(page)
        add(entry, "link", rel="alternate", type="text/html", href=link)
        add(entry, "summary", app.env.metadata[page].get("description", ""))
    return root


def sitemap(app: Sphinx) -> ElementTree.Element:
    """Return the site map (sitemaps.org) of a site that knows its address."""
    root = ElementTree.Element("urlset", {"xmlns": SITEMAP})
    for page in sorted(app.env.found_docs):
        url = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(url, "loc").text = head.address(app, page)
    return root


def manifest(app: Sphinx) -> dict[str, object]:
    """Return the web manifest, with which a phone can put the book on its first screen."""
    return {
        "name": app.config.project,
        "short_name": app.config.html_short_title,
        "description": app.env.metadata[app.config.root_doc].get("description", ""),
        "lang": tag(app.config.language),
        "start_url": "./index.html",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#fffdf9",
        "theme_color": "#0d3b66",
        "icons": [
            {"src": f"_images/icon-{edge}.png", "sizes": f"{edge}x{edge}", "type": "image/png"}
            for edge in cards.ICONS
        ],
    }


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the files beside the pages."""
    if app.builder.name != "html" or exception is not None:
        return
    folder = Path(app.outdir)
    base = app.config.html_baseurl

    def save(name: str, tree: ElementTree.Element) -> None:
        ElementTree.indent(tree)
        text = ElementTree.tostring(tree, encoding="unicode")
        (folder / name).write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', "utf-8")

    if articles(app.env):
        save(FEED, feed(app))
    robots = "User-agent: *\nAllow: /\n"
    if base:
        save("sitemap.xml", sitemap(app))
        robots += f"Sitemap: {base.rstrip('/')}/sitemap.xml\n"
        cards.draw_cards(app, folder / cards.FOLDER)
    (folder / "robots.txt").write_text(robots, encoding="utf-8")
    for _name, path in downloads(app):
        (folder / DOWNLOADS).mkdir(exist_ok=True)
        shutil.copyfile(path, folder / DOWNLOADS / path.name)
    if reads_offline(folder):
        cards.draw_icons(folder / "_images")
        (folder / "manifest.webmanifest").write_text(json.dumps(manifest(app)), encoding="utf-8")
        # A service worker answers for its own folder and those below it.
        shutil.copyfile(folder / WORKER, folder / "service-worker.js")


def reads_offline(folder: Path) -> bool:
    """Tell whether the book brings a service worker, with which it is read without a connection."""
    return (folder / WORKER).is_file()


def list_offline(app: Sphinx, exception: Exception | None) -> None:
    """List what an offline copy of the whole book takes, when all is written."""
    if app.builder.name != "html" or exception is not None:
        return
    folder = Path(app.outdir)
    if not reads_offline(folder):
        return
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix not in {".map", ".xml", ".txt", ".inv", ".scss"}
        and not {DOWNLOADS, "doctrees", "_sources"} & set(path.relative_to(folder).parts)
        and not path.name.startswith((".", "offline.json", "service-worker"))
    )
    listed = {
        "saved": datetime.combine(head.released(), datetime.min.time(), UTC).date().isoformat(),
        "bytes": sum(path.stat().st_size for path in paths),
        "files": [path.relative_to(folder).as_posix() for path in paths],
    }
    (folder / "offline.json").write_text(json.dumps(listed), encoding="utf-8")


def connect(app: Sphinx) -> None:
    """Write the files when the pages are there; the list of all files comes after the search."""
    app.connect("build-finished", write)
    app.connect("build-finished", list_offline, priority=900)
