// Passing a page on: the device's own share sheet, the address copied, a citation copied. Without
// this script the link for e-mail, the text of the citations and the marks at headings remain.

import { button } from "./button.js";

const said = document.createElement("p");
said.className = "said";
said.setAttribute("role", "status");
document.body.append(said);

function say(words) {
  said.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (said.textContent = ""), 4000);
}

async function copy(text, words) {
  try {
    await navigator.clipboard.writeText(text);
    say(words);
  } catch {
    say("This browser does not let the page copy. Mark the text and copy it yourself.");
  }
}

const share = document.querySelector(".share");
if (share) {
  const url = share.dataset.url || location.href.split("#")[0];
  const title = share.dataset.title;
  const mail = share.querySelector("a");
  mail.href = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`;
  share.prepend(button("Copy the link", () => copy(url, "The link is copied.")));
  if (navigator.share) {
    share.prepend(button("Share", () => navigator.share({ title, url }).catch(() => {})));
  }
}

for (const text of document.querySelectorAll(".cite pre")) {
  const name = text.getAttribute("aria-label");
  text.after(button(`Copy ${name}`, () => copy(text.textContent, `${name} is copied.`)));
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("a.headerlink");
  if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
  copy(mark.href, "The link to this heading is copied.");
});
