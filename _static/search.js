// The search: on its own page, and in a dialog that / or Ctrl-K opens on any page.
//
// Pagefind loads only what a question needs. Results are a plain list of links, a section each, so
// that a screen reader and the Tab key find them; the arrow keys go through them as well.

const root = document.documentElement.dataset.content_root || "./";
const PAGES = 8;
const SECTIONS = 3;
const PAUSE = 120;

let engine;

/** Load Pagefind once; a failure is forgotten, so that the next word tries again. */
function load() {
  engine ??= (async () => {
    const found = await import(new URL(`${root}pagefind/pagefind.js`, location.href));
    await found.options({ excerptLength: 24 });
    await found.init();
    return found;
  })().catch((error) => {
    engine = undefined;
    throw error;
  });
  return engine;
}

/** Return the pages found for `words`, best first, each with its best sections. */
export async function find(words) {
  const { results } = await (await load()).search(words);
  const pages = await Promise.all(results.slice(0, PAGES).map((result) => result.data()));
  return pages.map((page) => {
    const title = page.meta.title;
    const sections = [...page.sub_results].sort((a, b) => weight(b) - weight(a));
    return {
      title,
      url: page.url,
      sections: sections.slice(0, SECTIONS).map(({ title: name, url, excerpt }) => ({
        title: name === title ? "" : name,
        url,
        excerpt,
      })),
    };
  });
}

function weight(section) {
  return section.weighted_locations.reduce((sum, place) => sum + place.balanced_score, 0);
}

/** Let the form's input write what it finds into `box`. */
function connect(input, box, remember) {
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const list = document.createElement("ol");
  list.className = "found";
  box.append(status, list);
  let timer;
  let asked = 0;

  async function show() {
    const words = input.value.trim();
    const turn = ++asked;
    if (remember) remember(words);
    if (!words) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    let pages;
    try {
      pages = await find(words);
    } catch {
      if (turn !== asked) return;
      list.replaceChildren();
      status.textContent =
        "The search index could not be loaded. Check your connection and type again; " +
        "the index of the book, from A to Z, works without it.";
      return;
    }
    if (turn !== asked) return;
    list.replaceChildren(...pages.map(entry));
    status.textContent = pages.length
      ? `${pages.length === PAGES ? "The best " : ""}${pages.length} page${pages.length > 1 ? "s" : ""} for “${words}”`
      : `Nothing found for “${words}”. Try fewer words, or another one for the same thing.`;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show();
  });
  input.form.parentElement.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && links.length && at < links.length - 1) links[at + 1].focus();
    else if (event.key === "ArrowUp" && at > 0) links[at - 1].focus();
    else if (event.key === "ArrowUp" && at === 0) input.focus();
    else return;
    event.preventDefault();
  });
  if (input.value) show();
}

function entry(page) {
  const item = document.createElement("li");
  const heading = link(page.title, page.url, "found-page");
  item.append(heading);
  for (const section of page.sections) {
    const part = document.createElement("div");
    part.className = "found-section";
    if (section.title) part.append(link(section.title, section.url));
    const passage = document.createElement("p");
    passage.append(...marked(section.excerpt));
    part.append(passage);
    item.append(part);
  }
  return item;
}

function link(text, url, name = "") {
  const made = document.createElement("a");
  made.textContent = text;
  made.href = url;
  made.className = name;
  return made;
}

/** Return an excerpt as nodes: text, and Pagefind's <mark> around the words that were found. */
function marked(excerpt) {
  const page = new DOMParser().parseFromString(excerpt, "text/html");
  return [...page.body.childNodes].map((node) => {
    if (node.nodeName !== "MARK") return node.textContent;
    const mark = document.createElement("mark");
    mark.textContent = node.textContent;
    return mark;
  });
}

let dialog;

function open() {
  const own = document.querySelector("#find-words");
  if (own) {
    own.focus();
    own.select();
    return;
  }
  dialog ??= build();
  dialog.showModal();
  dialog.querySelector("input").select();
}

function build() {
  const made = document.createElement("dialog");
  made.className = "find-dialog";
  made.setAttribute("aria-label", "Search the book");
  const form = document.createElement("form");
  form.className = "find";
  form.setAttribute("role", "search");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const close = document.createElement("button");
  input.type = "search";
  input.id = label.htmlFor = "find-anywhere";
  input.autocomplete = "off";
  input.spellcheck = false;
  label.textContent = "Search the book";
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => made.close());
  form.append(label, input, close);
  const box = document.createElement("div");
  box.className = "find-results";
  const inside = document.createElement("div");
  inside.append(form, box);
  made.append(inside);
  made.addEventListener("click", (event) => {
    if (event.target === made) made.close();
    if (event.target.closest("a")) made.close();
  });
  document.body.append(made);
  connect(input, box);
  return made;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!slash && !k) return;
  event.preventDefault();
  open();
});

const own = document.querySelector("#find-words");
if (own) {
  own.value = new URLSearchParams(location.search).get("q") ?? "";
  connect(own, document.querySelector(".find-results"), (words) => {
    const address = new URL(location.href);
    if (words) address.searchParams.set("q", words);
    else address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
  });
  own.focus({ preventScroll: true });
}
