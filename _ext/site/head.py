"""What a page of the website says of itself: to browsers, search engines, and those who cite it."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from html import escape
from os import environ
from typing import Any
from urllib.parse import quote, urlencode

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from _ext.formats import is_live
from _ext.listing import parts
from _ext.site import cards
from _ext.words import N_, _, tag

POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # the search is WebAssembly
    "style-src": "'self' 'unsafe-inline'",  # Furo and the figures set colors in the page
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""The content security policy of every page: nothing from another host, no script in a page."""


DESCRIPTIONS = {
    "genindex": N_(
        "The index of the book from A to Z: people, companies, ideas and methods, each with a link "
        "to the place where it is treated."
    ),
}
"""Summaries of pages that nobody wrote, for search engines."""


def kind(env: BuildEnvironment, page: str) -> str:
    """Return what *page* is to schema.org: Book, Chapter, Article, or '' for other pages."""
    if page == env.config.root_doc:
        return "Book"
    if "date" in env.metadata.get(page, {}):
        return "Article"
    return "Chapter" if env.toc_secnumbers.get(page, {}).get("") else ""


def number(env: BuildEnvironment, page: str) -> str:
    """Return the number of the chapter *page*, or ''."""
    return ".".join(map(str, env.toc_secnumbers.get(page, {}).get("") or ()))


def released() -> date:
    """Return the day of the build's commit, or today's."""
    seconds = environ.get("SOURCE_DATE_EPOCH") or time.time()
    return datetime.fromtimestamp(int(float(seconds)), UTC).date()


def address(app: Sphinx, page: str) -> str:
    """Return the public address of *page*, or '' where the book does not know its own."""
    base = app.config.html_baseurl.rstrip("/")
    if not base:
        return ""
    uri = app.builder.get_target_uri(page)
    return f"{base}/" if page == app.config.root_doc else f"{base}/{uri}"


def structured(app: Sphinx, page: str, title: str, description: str) -> dict[str, Any]:
    """Return what schema.org's vocabulary has to say of *page*, for JSON-LD."""
    config, type_ = app.config, kind(app.env, page)
    book: dict[str, Any] = {"@type": "Book", "name": config.project}
    if home := address(app, config.root_doc):
        book["url"] = home
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": type_,
        "headline" if type_ == "Article" else "name": title,
        "description": description,
        "author": {"@type": "Organization", "name": config.author or config.project},
        "inLanguage": tag(config.language),
        "isAccessibleForFree": True,
    }
    if config.handbook_license[1]:
        facts["license"] = config.handbook_license[1]
    if url := address(app, page):
        facts["url"] = url
    if type_ == "Book":
        chapters = [page for _, pages in parts(app.env) for page in pages]
        facts["hasPart"] = [
            {"@type": "Chapter", "position": number(app.env, page)}
            | {"name": app.env.titles[page].astext()}
            for page in chapters
        ]
    else:
        facts["isPartOf"] = book
    if type_ == "Chapter":
        facts["position"] = number(app.env, page)
    if type_ == "Article":
        facts["datePublished"] = str(app.env.metadata[page]["date"])
    return facts


def citations(app: Sphinx, page: str, title: str) -> dict[str, str]:
    """Return how to cite *page*, by the name of the format: APA (7th edition) and BibTeX."""
    config = app.config
    day = app.env.metadata.get(page, {}).get("date")
    year = (date.fromisoformat(str(day)) if day else released()).year
    url = address(app, page)
    chapter = number(app.env, page)
    place = _("{book} (chapter {number})") if chapter else "{book}"
    place = place.format(book=config.project, number=chapter)
    author = config.author or config.project
    author = author[:1].upper() + author[1:]
    slug = page.rsplit("/", 1)[-1]
    fields = {
        "author": f"{{{author}}}",
        "title": title,
        "booktitle": config.project,
        "chapter": chapter,
        "year": str(year),
        "url": url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    inside = _("In ") + place
    return {
        "APA": f"{author}. ({year}). {title}. {inside}. {url}".strip(),
        "BibTeX": "\n".join([f"@incollection{{{config.epub_basename}-{slug},", *lines, "}"]),
    }


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Write what a page says of itself into its head and foot."""
    if app.builder.name != "html":
        return
    env, config = app.env, app.config
    policy = "; ".join(f"{name} {value}" for name, value in POLICY.items())
    # sphinx-autobuild puts a script into the page, which the policy would keep from running.
    tags = [] if is_live() else [("http-equiv", "Content-Security-Policy", policy)]
    description = env.metadata.get(pagename, {}).get("description", "")
    if summary := DESCRIPTIONS.get(pagename):
        tags.append(("name", "description", _(summary)))
    title = env.titles[pagename].astext() if pagename in env.titles else pagename
    if description:
        tags += [
            ("name", "description", description),
            ("property", "og:title", title),
            ("property", "og:description", description),
            ("property", "og:site_name", config.project),
            ("property", "og:type", "article" if kind(env, pagename) == "Article" else "website"),
        ]
        if url := address(app, pagename):
            name, words = cards.of_page(app, pagename)
            tags += [
                ("property", "og:url", url),
                ("property", "og:image", f"{address(app, config.root_doc)}{name}"),
                ("property", "og:image:alt", words),
                ("name", "twitter:card", "summary_large_image"),
            ]
        if kind(env, pagename):
            facts = structured(app, pagename, title, description)
            text = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
            context["structured_data"] = text
    written = (
        f'\n<meta {key}="{name}" content="{escape(text, quote=True)}">' for key, name, text in tags
    )
    context["metatags"] = "".join(written) + context.get("metatags", "")
    context |= {
        "has_source": pagename in env.found_docs,
        "has_terms": doctree is not None and _has_terms(doctree),
        "kind": kind(env, pagename),
        "keywords": env.metadata.get(pagename, {}).get("keywords", ""),
        "cite": citations(app, pagename, title) if kind(env, pagename) else {},
        "edit": _edit(app, pagename),
        "report": _report(app, pagename, title),
        "license": config.handbook_license,
        "public_url": address(app, pagename) if pagename in env.found_docs else "",
    }
    if context["has_terms"]:
        app.add_js_file("terms.js", type="module")
    _mend_frame(context, doctree)
    for way in ("prev", "next"):
        if beside := context.get(way):
            beside["title"] = _numbered(app, pagename, way) or beside["title"]


def _numbered(app: Sphinx, page: str, way: str) -> str:
    """Return the title of the page before or after *page*, with the number of its chapter."""
    relations = app.builder.relations.get(page)  # type: ignore[attr-defined]
    other = relations and relations[1 if way == "prev" else 2]
    chapter = number(app.env, other) if other else ""
    return f"{chapter}. {escape(app.env.titles[other].astext())}" if chapter else ""


def _has_terms(doctree: nodes.document) -> bool:
    return any("std-term" in node["classes"] for node in doctree.findall(nodes.inline))


def _edit(app: Sphinx, page: str) -> str:
    """Return where a browser can change the text of *page*, or ''."""
    repository = app.config.handbook_repository.rstrip("/")
    if not repository or page not in app.env.found_docs:
        return ""
    path = app.env.doc2path(page, base=False)
    return f"{repository}/edit/main/{quote(str(path))}"


def _report(app: Sphinx, page: str, title: str) -> str:
    """Return the form for a mistake on *page*, with the page filled in, or ''.

    The form is ``.github/ISSUE_TEMPLATE/mistake.yml``; ``page`` is the name of a field in it.
    """
    repository = app.config.handbook_repository.rstrip("/")
    filled = {
        "template": "mistake.yml",
        "title": _("Mistake: %s") % title,
        "page": address(app, page) or page,
    }
    return f"{repository}/issues/new?{urlencode(filled, quote_via=quote)}" if repository else ""


def _mend_frame(context: dict[str, Any], doctree: Any) -> None:
    # Furo says that the captions of its contents are headings, but not of which level.
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )
    # sphinx-design puts its style sheet and script on every page; most have no tab or card.
    if doctree is None or not any(
        node.get("design_component") for node in doctree.findall(nodes.Element)
    ):
        for name in ("css_files", "script_files"):
            context[name] = [
                file
                for file in context[name]
                if "design" not in str(getattr(file, "filename", file))
            ]


def connect(app: Sphinx) -> None:
    """Have each page say what it is."""
    app.connect("html-page-context", describe, priority=900)
