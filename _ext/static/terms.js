// The meaning of a term where it stands, by mouse, keyboard and touch. The glossary page is fetched
// at the first term that somebody asks for; without this script a term is a link to it.

const SELECTOR = "[role=main] a.reference:has(.std-term)";
const box = document.createElement("div");
box.className = "term-note";
box.id = "term-note";
box.setAttribute("role", "tooltip");
box.hidden = true;
document.body.append(box);

const glossaries = new Map();
let shown;
let waiting;

/** Return the definition behind the link, as the glossary has it; null where there is none. */
async function meaning(link) {
  const address = new URL(link.href);
  const id = decodeURIComponent(address.hash.slice(1));
  address.hash = "";
  if (!glossaries.has(address.href)) {
    const fetched = fetch(address.href)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((text) => new DOMParser().parseFromString(text, "text/html"));
    fetched.catch(() => glossaries.delete(address.href));
    glossaries.set(address.href, fetched);
  }
  const term = (await glossaries.get(address.href)).getElementById(id)?.closest("dt");
  let definition = term?.nextElementSibling;
  while (definition && definition.tagName !== "DD") definition = definition.nextElementSibling;
  return definition ? { term, text: definition.textContent.trim() } : null;
}

async function show(link) {
  shown = link;
  const found = await meaning(link).catch(() => null);
  if (!found || shown !== link) return;
  box.textContent = found.text;
  box.hidden = false;
  link.setAttribute("aria-describedby", box.id);
  const place = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const wide = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(place.left, wide - box.offsetWidth - 8));
  const above = place.bottom + box.offsetHeight + 12 > innerHeight;
  const top = above ? place.top - box.offsetHeight - 8 : place.bottom + 8;
  box.style.left = `${left + scrollX}px`;
  box.style.top = `${top + scrollY}px`;
}

function hide() {
  clearTimeout(waiting);
  shown?.removeAttribute("aria-describedby");
  shown = undefined;
  box.hidden = true;
}

for (const link of document.querySelectorAll(SELECTOR)) {
  link.addEventListener("focus", () => show(link));
  link.addEventListener("blur", hide);
  link.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse") waiting = setTimeout(() => show(link), 250);
  });
  link.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && document.activeElement !== link) {
      // Time to reach the note with the pointer, so that its text can be read and marked.
      waiting = setTimeout(() => box.matches(":hover") || hide(), 250);
    }
  });
  // The first touch shows the meaning, the second follows the link.
  link.addEventListener("click", (event) => {
    if (event.pointerType !== "touch" || (shown === link && !box.hidden)) return;
    event.preventDefault();
    show(link);
  });
}
box.addEventListener("pointerleave", hide);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("pointerdown", (event) => {
  if (!box.contains(event.target) && event.target.closest("a") !== shown) hide();
});
