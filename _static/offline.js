// Reading without a connection. A page that has been opened is kept, and shown again when there is
// no network, with the day it was saved: never an old page without saying so. On the page about
// privacy, a reader can keep the whole book, and erase all that this site has kept.

import { button } from "./button.js";

const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
const DAY = { year: "numeric", month: "long", day: "numeric" };

function day(time) {
  return new Date(Number(time)).toLocaleDateString("en-US", DAY);
}

function tell(words) {
  const note = document.createElement("p");
  note.className = "offline-note";
  note.setAttribute("role", "status");
  document.querySelector("article").before(note);
  note.textContent = words;
}

async function start() {
  if (!("serviceWorker" in navigator) || !location.protocol.startsWith("http")) return;
  await navigator.serviceWorker.register(new URL("service-worker.js", root));
  const { active } = await navigator.serviceWorker.ready;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.saved) tell(`There is no connection. You are reading the copy saved on ${day(data.saved)}.`);
  });
  active.postMessage({ ask: location.href.split("#")[0] });
}

async function keepAll(status) {
  const list = await (await fetch(new URL("offline.json", root), { cache: "no-store" })).json();
  const cache = await caches.open("book");
  let done = 0;
  for (let at = 0; at < list.files.length; at += 8) {
    const some = list.files.slice(at, at + 8);
    await Promise.all(
      some.map(async (name) => {
        const address = new URL(name, root);
        const answer = await fetch(address, { cache: "no-store" });
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        const headers = new Headers(answer.headers);
        headers.set("x-saved", String(Date.now()));
        await cache.put(address, new Response(await answer.blob(), { headers }));
      }),
    );
    done += some.length;
    status.textContent = `Saving: ${done} of ${list.files.length} files.`;
  }
  status.textContent = "The whole book is saved. It opens here without a connection.";
}

async function eraseAll(status) {
  if (!confirm("Erase your plan, your place in the book and the saved pages from this browser?")) return;
  for (const name of Object.keys(localStorage)) {
    if (/^(plan|reading):v1:|^theme$/.test(name)) localStorage.removeItem(name);
  }
  await caches.delete("book");
  for (const worker of await navigator.serviceWorker.getRegistrations()) {
    if (worker.scope === root.href) await worker.unregister();
  }
  status.textContent = "Erased. Nothing of this site is kept in this browser now.";
}

function tools(box) {
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const fail = (error) => (status.textContent = `That did not work: ${error.message}. Try again.`);
  if ("caches" in window) {
    box.append(button("Save the whole book in this browser", () => keepAll(status).catch(fail)));
  }
  box.append(button("Erase all that is kept here", () => eraseAll(status).catch(fail)), status);
}

for (const box of document.querySelectorAll(".kept-here")) tools(box);
start().catch(() => {
  // Without a service worker there is no offline copy; everything else works.
});
