"""What Lighthouse says of one page of every kind, as on a phone: part of ``make bench``.

The four categories are performance, accessibility, best practices and search engine optimization;
the simulated phone is slow, and so is its network. A score is no test: it depends on the machine.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from tests import tools
from tests.browser import Quiet
from tests.conftest import BUILD
from tests.test_site import KINDS

LIGHTHOUSE = "lighthouse@13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# The search and the page for unknown addresses ask search engines to leave them out.
PAGES = [kind for kind in KINDS if kind not in {"search.html", "404.html"}]


class Compressing(Quiet):
    """A file server that compresses text, as those that publish websites do."""

    def do_GET(self) -> None:
        """Answer with the file, compressed where it is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in {".html", ".css", ".js", ".json", ".svg"} or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def report(script: Path, address: str, out: Path) -> dict:
    """Return Lighthouse's report of the page at *address*. Raises RuntimeError if there is none."""
    flags = "--headless=new --no-sandbox --disable-gpu"
    run = tools.node(
        script,
        address,
        "--quiet",
        "--output=json",
        f"--output-path={out}",
        f"--chrome-flags={flags}",
        "--max-wait-for-load=60000",
    )
    if run.returncode:
        raise RuntimeError(f"Lighthouse failed on {address}: {run.stderr[-800:]}")
    return json.loads(out.read_text(encoding="utf-8"))


def main() -> None:
    """Measure and print a table."""
    folder = BUILD / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not script.exists():
        (folder / "package.json").write_text("{}", encoding="utf-8")
        install = tools.npm(folder, "install", LIGHTHOUSE)
        if install.returncode:
            raise RuntimeError(f"{LIGHTHOUSE} could not be installed: {install.stderr[-800:]}")
    handler = partial(Compressing, directory=str(BUILD / "html"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{'Lighthouse, mobile':44}" + "".join(f"{name:>16}" for name in CATEGORIES))
    with tempfile.TemporaryDirectory() as out:
        for page in PAGES:
            address = f"http://127.0.0.1:{server.server_port}/{page}"
            found = report(script, address, Path(out) / "report.json")
            scores = [found["categories"][name]["score"] for name in CATEGORIES]
            print(f"{page:44}" + "".join(f"{100 * score:16.0f}" for score in scores), flush=True)
            for name in CATEGORIES:
                for part in found["categories"][name]["auditRefs"]:
                    audit = found["audits"][part["id"]]
                    if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                        print(f"    {audit['title']}: {audit.get('displayValue', '')}")
    server.shutdown()


if __name__ == "__main__":
    main()
