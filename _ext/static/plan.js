// Keeps what a reader writes in the plan forms: in this browser, and nowhere else.
//
// One entry of localStorage for each answer: "plan:v1:<page>:<key>" holds the text, the question as
// it was then, the title of the form and the day. The address of the site is not in the name, so
// that a move of the site on its host loses nothing. An answer whose question has gone, or whose
// page has another name now, is still shown, under the form and in the workbook.

import { say } from "./words.js";

export const PREFIX = "plan:v1:";

// Babel, which collects what there is to translate, takes a string that stands in one piece.
const KEPT = say(
  "What you write is kept in this browser only, as you type; nothing is sent. Some browsers clear such text after a week without a visit: save a file of what matters.",
);
const SAVED = say("Saved in this browser only.");
const NOT_SAVED = say(
  "Not saved: this browser does not let the page keep text, or has no room left for it. Copy what you wrote, or save it as a file, before you leave.",
);
const CHANGED = say("Answers to questions that have since changed");

/** Return the name under which the answer to the question `key` of `page` is stored. */
export function nameOf(page, key) {
  return `${PREFIX}${page}:${key}`;
}

/** Return the answer stored as `raw` under `name`; null where it is not one of ours, or empty. */
export function parse(name, raw) {
  if (!name.startsWith(PREFIX) || !raw) return null;
  const place = name.slice(PREFIX.length);
  const colon = place.lastIndexOf(":");
  const found = { name, page: place.slice(0, colon), key: place.slice(colon + 1) };
  try {
    const { text, prompt = "", title = "", date = "" } = JSON.parse(raw);
    return typeof text === "string" && text ? { ...found, text, prompt, title, date } : null;
  } catch {
    // Not written by this script, but a reader's words all the same.
    return { ...found, text: raw, prompt: "", title: "", date: "" };
  }
}

/** Return all stored answers, by name. */
export function stored(storage) {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index)).sort();
  return names.map((name) => parse(name, storage.getItem(name))).filter(Boolean);
}

/**
 * Return the plan as Markdown.
 *
 * `forms` is a list of {title, source, answers: [{prompt, text}]}, `old` a list of stored answers
 * whose questions have changed. With a `heading` the forms are its sections; without one, there is
 * one form, and its title is the heading.
 */
export function toMarkdown({ heading, date, forms, old }) {
  const level = heading ? "##" : "#";
  const blocks = heading ? [`# ${heading}`, date] : [];
  for (const { title, source, answers } of forms) {
    blocks.push(`${level} ${title}`, heading ? source : `${source}. ${date}`);
    for (const { prompt, text } of answers) {
      blocks.push(`${level}# ${prompt}`, text.trim() || "*" + say("Not answered yet.") + "*");
    }
  }
  if (old.length) blocks.push(`${level} ${CHANGED}`);
  for (const answer of old) {
    blocks.push(`${level}# ${answer.prompt || answer.key}`, `*${origin(answer)}*`, answer.text);
  }
  return `${blocks.join("\n\n")}\n`;
}

function origin({ title, page, date }) {
  return [title || page, date && say("written on {date}", { date })].filter(Boolean).join(", ");
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(label, act) {
  const made = element("button", "", label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** One form with its buttons, or the workbook: all forms with one set of buttons. */
class Plan {
  constructor(root) {
    this.root = root;
    this.isWorkbook = root.matches(".plan-workbook");
    this.forms = this.isWorkbook ? [...root.querySelectorAll("form.plan-page")] : [root];
    this.fields = this.forms.flatMap((form) => fieldsOf(form));
    this.unsaved = new Set();
    this.status = root.querySelector(".plan-status");
    this.old = element("div", "plan-old");
    this.old.setAttribute("role", "group");
    this.old.setAttribute("aria-label", CHANGED);
    this.old.hidden = true;
    root.append(this.old);
    for (const field of this.fields) {
      field.area.addEventListener("input", () => this.save(field));
    }
    root.querySelector(".plan-tools").addEventListener("click", ({ target }) => {
      const action = target.closest("[data-plan-action]")?.dataset.planAction;
      if (action) this.actions[action]();
    });
    this.actions = {
      copy: () => this.copy(),
      save: () => this.download(),
      print: () => this.print(),
      erase: () => this.erase(),
    };
    this.load();
    root.querySelector(".plan-note").textContent = KEPT;
    root.querySelector(".plan-tools").hidden = false;
    root.classList.add("plan-runs");
  }

  /** Show what is stored: at the start, and when another tab has written. */
  load() {
    try {
      for (const field of this.fields) {
        if (this.unsaved.has(field.name)) continue;
        const found = parse(field.name, localStorage.getItem(field.name));
        show(field, found?.text ?? "");
        field.earlier.textContent =
          found?.prompt && found.prompt !== field.prompt
            ? say("You wrote this when the question was: “{prompt}”", found)
            : "";
      }
      this.showOld();
    } catch {
      this.tell(NOT_SAVED);
    }
  }

  save(field) {
    field.mirror.textContent = field.area.value;
    try {
      if (field.area.value.trim()) {
        const { prompt, title } = field;
        const entry = { text: field.area.value, prompt, title, date: today() };
        localStorage.setItem(field.name, JSON.stringify(entry));
      } else {
        localStorage.removeItem(field.name);
      }
      this.unsaved.delete(field.name);
      // Said when the reader pauses, so that a screen reader is not interrupted at each key.
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.tell(SAVED), 500);
    } catch {
      this.unsaved.add(field.name);
      clearTimeout(this.pause);
      this.tell(NOT_SAVED);
    }
  }

  /** Return the stored answers without a question: of this page, or in the workbook of all. */
  oldAnswers() {
    const asked = new Set([...document.querySelectorAll("form.plan-page")].flatMap(namesOf));
    const pages = new Set(this.forms.map((form) => form.dataset.planPage));
    try {
      return stored(localStorage).filter(
        ({ name, page }) => !asked.has(name) && (this.isWorkbook || pages.has(page)),
      );
    } catch {
      return [];
    }
  }

  showOld() {
    const answers = this.oldAnswers();
    this.old.hidden = answers.length === 0;
    this.old.replaceChildren(
      element("p", "plan-old-title", CHANGED),
      element("p", "", say("What you wrote is still here. Copy it to where it fits, or erase it.")),
      ...answers.map((answer) => {
        const box = element("div", "plan-old-answer");
        const name = answer.prompt || answer.key;
        const erase = button(say("Erase this answer"), () => this.eraseOld(answer));
        erase.setAttribute("aria-label", say("Erase this answer: {name}", { name }));
        box.append(
          element("p", "plan-old-prompt", name),
          element("p", "plan-old-text", answer.text),
          element("p", "plan-old-origin", origin(answer)),
          erase,
        );
        return box;
      }),
    );
  }

  eraseOld({ name }) {
    if (!confirm(say("Erase this answer? It cannot be brought back."))) return;
    localStorage.removeItem(name);
    this.showOld();
    this.tell(say("Erased."));
    this.root.querySelector("[data-plan-action]").focus();
  }

  markdown() {
    return toMarkdown({
      heading: this.root.dataset.planHeading,
      date: today(),
      forms: this.forms.map((form) => ({
        title: form.dataset.planTitle,
        source: form.dataset.planSource,
        answers: this.fields
          .filter((field) => field.form === form)
          .map(({ prompt, area }) => ({ prompt, text: area.value })),
      })),
      old: this.oldAnswers(),
    });
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.markdown());
      this.tell(say("Copied as Markdown."));
    } catch {
      this.tell(say("This browser does not allow copying here. Save the file instead."));
    }
  }

  download() {
    const { planPage, planFile } = this.forms[0].dataset;
    const page = planPage.split("/").pop();
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(new Blob([this.markdown()], { type: "text/markdown" }));
    anchor.download = this.isWorkbook ? `${planFile}.md` : `${planFile}-${page}.md`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
    this.tell(say("Saved as {name}.", { name: anchor.download }));
  }

  /** Print the form alone, without the chapter around it; the workbook is a page of its own. */
  print() {
    const marks = [this.root.classList, document.documentElement.classList];
    const names = ["plan-printed", "plan-print-only"];
    if (!this.isWorkbook) marks.forEach((classes, index) => classes.add(names[index]));
    const restore = () => marks.forEach((classes, index) => classes.remove(names[index]));
    addEventListener("afterprint", restore, { once: true });
    window.print();
  }

  erase() {
    const old = this.oldAnswers();
    const written = this.fields.filter(({ area }) => area.value.trim());
    const count = old.length + written.length;
    if (!count) {
      this.tell(say("There is nothing to erase."));
      return;
    }
    const answers = count === 1 ? say("the one answer") : say("all {count} answers", { count });
    const where = this.isWorkbook ? say("in the whole plan") : say("on this page");
    const question = say(
      "Erase {answers} {where}? They cannot be brought back. To keep them, cancel, and save them as a file first.",
      { answers, where },
    );
    if (!confirm(question)) return;
    for (const field of written) {
      field.area.value = "";
      this.save(field);
    }
    for (const { name } of old) localStorage.removeItem(name);
    clearTimeout(this.pause);
    this.load();
    if (!this.unsaved.size) this.tell(say("Erased."));
  }

  tell(text) {
    this.status.textContent = text;
  }
}

function namesOf(form) {
  const areas = [...form.querySelectorAll("textarea")];
  return areas.map((area) => nameOf(form.dataset.planPage, area.dataset.planKey));
}

/** Return the fields of a form, with what the script needs beside each. */
function fieldsOf(form) {
  const names = namesOf(form);
  return [...form.querySelectorAll("textarea")].map((area, index) => {
    const earlier = element("p", "plan-earlier");
    // Paper shows the mirror: a field would cut what does not fit into it.
    const mirror = element("p", "plan-mirror");
    mirror.setAttribute("aria-hidden", "true");
    area.after(earlier, mirror);
    for (const { style } of [area, mirror]) style.setProperty("--lines", area.rows);
    const { planPrompt: prompt } = area.dataset;
    return { form, area, earlier, mirror, name: names[index], prompt, title: form.dataset.planTitle };
  });
}

function show({ area, mirror }, text) {
  if (area.value !== text) area.value = text;
  mirror.textContent = text;
}

function today() {
  return new Date().toISOString().slice(0, 10);
}

const workbook = document.querySelector(".plan-workbook");
const roots = workbook ? [workbook] : [...document.querySelectorAll("form.plan-page")];
const plans = roots.map((root) => new Plan(root));

addEventListener("storage", ({ key }) => {
  if (key === null || key.startsWith(PREFIX)) plans.forEach((plan) => plan.load());
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) plans.forEach((plan) => plan.load());
});
addEventListener("beforeunload", (event) => {
  if (plans.some((plan) => plan.unsaved.size)) event.preventDefault();
});
