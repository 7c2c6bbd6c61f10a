// The search: on its own page, and in a dialog that / or Ctrl-K opens on any page.
//
// Pagefind loads only what a question needs. Results are a plain list of links, a section each, so
// that a screen reader and the Tab key find them; the arrow keys go through them as well.

import { say } from "./words.js";

const root = document.documentElement.dataset.content_root || "./";
const PAGES = 5;
const SECTIONS = 3;
const PAUSE = 120;

let engine;

/** Load Pagefind and the words of the book once; after a failure the next word tries again. */
function load() {
  engine ??= (async () => {
    const folder = new URL(`${root}pagefind/`, location.href);
    const [found, list] = await Promise.all([
      import(new URL("pagefind.js", folder)),
      fetch(new URL("words.json", folder)),
    ]);
    if (!list.ok) throw new Error(`words.json: ${list.status}`);
    const ranking = { metaWeights: { title: 5, keywords: 3 } };
    await found.options({ excerptLength: 24, ranking });
    await found.init();
    return { found, known: await list.json() };
  })().catch((error) => {
    engine = undefined;
    throw error;
  });
  return engine;
}

/** Return `word` in small letters without accents, as the words of the book are listed. */
function plain(word) {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Return how many letters to change, add, drop or swap with a neighbor to make `a` into `b`. */
function distance(a, b) {
  const rows = [Array.from({ length: b.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, rows[i - 2][j - 2] + 1);
      }
      rows[i].push(least);
    }
  }
  return rows[a.length][b.length];
}

/** Return a word of the book for `word`: itself or what it begins, else its neighbor, else "". */
function spell(word, known) {
  const asked = plain(word);
  if (asked.length < 4 || !/^\p{L}+$/u.test(asked)) return word;
  if (known.some((other) => other.startsWith(asked))) return word;
  let [best, least] = ["", asked.length < 6 ? 1 : 2];
  for (const other of known) {
    // The list begins with the commonest words: of two at the same distance, the first is kept.
    if (Math.abs(other.length - asked.length) > least) continue;
    const far = distance(asked, other);
    if (far < least || (far === least && !best)) [best, least] = [other, far];
  }
  return best;
}

/**
 * Return the pages found for `words`, best first, each with its best sections, and what was looked
 * for. Pagefind alone would answer a word that the book does not have with one that begins alike.
 */
export async function find(words) {
  const { found, known } = await load();
  const spelled = words.split(/\s+/).map((word) => spell(word, known));
  if (spelled.includes("")) return { words, pages: [] };
  const { results } = await found.search(spelled.join(" "));
  const pages = await Promise.all(results.slice(0, PAGES).map((result) => result.data()));
  return { words: spelled.join(" "), pages: pages.map(summary) };
}

function summary(page) {
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
}

function weight(section) {
  return section.weighted_locations.reduce((sum, place) => sum + place.balanced_score, 0);
}

/** Return the sentence over the list: how many pages there are for the words that were looked for. */
function counted(count, spelled, words) {
  if (count === PAGES) return say("The best {count} pages for “{spelled}”", { count, spelled });
  if (count === 1) return say("1 page for “{spelled}”", { spelled });
  if (count) return say("{count} pages for “{spelled}”", { count, spelled });
  return say("Nothing found for “{words}”. Try fewer words, or another one for the same thing.", { words });
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
    let answer;
    try {
      answer = await find(words);
    } catch {
      if (turn !== asked) return;
      list.replaceChildren();
      status.textContent = say(
        "The search index could not be loaded. Check your connection and type again; the index of the book, from A to Z, works without it.",
      );
      return;
    }
    if (turn !== asked) return;
    const { pages, words: spelled } = answer;
    list.replaceChildren(...pages.map(entry));
    status.textContent = counted(pages.length, spelled, words);
    if (pages.length && spelled !== words) {
      status.textContent += say("; the book has no “{words}”.", { words });
    }
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
  made.setAttribute("aria-label", say("Search the book"));
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
  label.textContent = say("Search the book");
  close.type = "button";
  close.textContent = say("Close");
  close.addEventListener("click", () => made.close());
  input.addEventListener("keydown", (event) => {
    // A browser would only empty the field.
    if (event.key === "Escape") made.close();
  });
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
