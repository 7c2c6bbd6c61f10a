// Where a reader stopped, kept in this browser only: "reading:v1:<page>" holds the furthest part of
// the page that was seen (0 to 1), the heading, the title and the day.

const PREFIX = "reading:v1:";
const DONE = 0.9;

function stored(page) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + page));
  } catch {
    return null;
  }
}

const article = document.querySelector("article[data-page]");
const { page, kind } = article.dataset;

/** Keep the place while somebody reads an article or a chapter. */
function follow() {
  const headings = [...article.querySelectorAll("section[id] > :is(h1, h2)")];
  const name = (heading) => heading.textContent.replace(/¶$/, "").trim();
  let timer;

  function note() {
    const box = article.getBoundingClientRect();
    const seen = Math.min(1, Math.max(0, (innerHeight - box.top) / box.height));
    const here = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 2);
    const heading = here.at(-1);
    if (!heading || scrollY < innerHeight / 2) return;
    const entry = {
      furthest: Math.max(seen, stored(page)?.furthest ?? 0),
      at: heading.parentElement.id,
      section: heading.tagName === "H1" ? "" : name(heading),
      title: name(headings[0]),
      address: location.pathname,
      time: Date.now(),
    };
    try {
      localStorage.setItem(PREFIX + page, JSON.stringify(entry));
    } catch {
      // Storage is blocked or full: nothing is kept, and nothing breaks.
    }
  }

  addEventListener(
    "scroll",
    () => {
      clearTimeout(timer);
      timer = setTimeout(note, 300);
    },
    { passive: true },
  );
}

/** On the first page: a way back to where the reader stopped, and marks at what has been read. */
function resume() {
  const links = [...article.querySelectorAll(".course-map a, .home-actions a")];
  let newest;
  for (const link of links) {
    const name = new URL(link.href).pathname.replace(/\.html$/, "");
    for (const kept of pages) {
      if (!name.endsWith(`/${kept.page}`)) continue;
      if (kept.furthest >= DONE && link.closest(".course-map")) {
        link.dataset.read = "true";
        link.title = "You have read this";
      }
      if (kept.furthest < DONE && kept.time > (newest?.time ?? 0)) newest = { ...kept, link };
    }
  }
  const actions = article.querySelector(".home-actions ul");
  if (!newest || !actions) return;
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `${newest.link.href.split("#")[0]}#${newest.at}`;
  link.textContent = `Continue: ${newest.section || newest.title}`;
  item.className = "continue";
  item.append(link);
  actions.prepend(item);
}

let pages = [];
if (kind === "Article" || kind === "Chapter") follow();
if (kind === "Book") {
  try {
    pages = Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => ({ ...stored(name.slice(PREFIX.length)), page: name.slice(PREFIX.length) }));
  } catch {
    // Storage is blocked: the page is as at a first visit.
  }
  resume();
}
