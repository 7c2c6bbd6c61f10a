// What the calculators share. The form of each stands in the page; its formula and its words are a
// module of its own in calculators/.
//
// What is typed stands in the address (?rating.stars5=7), so that a result can be shared. Without
// this script the worked example stands alone.

import { say as translated } from "./words.js";

const LOCALE = document.documentElement.lang;

/** Return a number for reading, with `digits` decimals. */
export function say(number, digits) {
  const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return number.toLocaleString(LOCALE, fixed).replace("-", "−");
}

/** Return what `text` says as a number; a comma may stand for the point. Throws RangeError. */
export function read(text, { least = -Infinity, most = Infinity, whole = false }) {
  const clean = text.trim().replace(",", ".").replace("−", "-");
  const number = Number(clean);
  if (clean === "" || !Number.isFinite(number)) {
    throw new RangeError(translated("Write a number, such as 1250 or 3.5, without spaces or separators of thousands."));
  }
  if (whole && !Number.isInteger(number)) throw new RangeError(translated("Write a whole number."));
  if (number < least) throw new RangeError(translated("Write {least} or more.", { least: say(least, 0) }));
  if (number > most) throw new RangeError(translated("Write {most} or less.", { most: say(most, 1) }));
  return number;
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

/** Bring the calculator in `box` to life: its form stands in the page, its formula in a module. */
async function start(box) {
  const name = box.dataset.calculator;
  const { compute, explain } = await import(new URL(`calculators/${name}.js`, import.meta.url));
  const asked = new URLSearchParams(location.search);
  const form = box.querySelector("form");
  const output = form.querySelector(".calculator-result");
  const done = form.querySelector("span[role=status]");
  const rows = [...form.querySelectorAll("input")].map((input) => ({
    input,
    fault: document.getElementById(`${input.id}-fault`),
    limits: {
      least: Number(input.dataset.least ?? -Infinity),
      most: Number(input.dataset.most ?? Infinity),
      whole: "whole" in input.dataset,
    },
  }));
  for (const { input } of rows) {
    // On a slow line a reader may have typed before this script came.
    const typed = input.value !== input.defaultValue;
    if (!typed) input.value = asked.get(`${name}.${input.name}`) ?? input.defaultValue;
  }

  function inputs() {
    const given = {};
    let faults = 0;
    for (const { input, fault, limits } of rows) {
      fault.textContent = "";
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      try {
        given[input.name] = read(input.value, limits);
      } catch (error) {
        faults += 1;
        fault.textContent = error.message;
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", fault.id);
      }
    }
    return faults ? null : given;
  }

  function show() {
    const given = inputs();
    if (!given) {
      output.replaceChildren(paragraph(translated("There is no result: one of the numbers needs mending.")));
      return;
    }
    try {
      const { result, lines } = explain(given, compute(given), say);
      const number = paragraph(result);
      number.className = "calculator-number";
      output.replaceChildren(number, ...lines.map(paragraph));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      output.replaceChildren(paragraph(error.message));
    }
  }

  function remember() {
    const address = new URL(location.href);
    for (const { input } of rows) {
      const key = `${name}.${input.name}`;
      if (input.value === input.defaultValue) address.searchParams.delete(key);
      else address.searchParams.set(key, input.value);
    }
    history.replaceState(history.state, "", address);
  }

  let timer;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      show();
      remember();
    }, 250);
  });
  const [again, copy] = form.querySelectorAll("button");
  again.addEventListener("click", () => {
    for (const { input } of rows) input.value = input.defaultValue;
    show();
    remember();
    rows[0].input.focus();
  });
  copy.addEventListener("click", async () => {
    remember();
    const address = new URL(location.href);
    address.hash = box.id;
    try {
      await navigator.clipboard.writeText(address.href);
      done.textContent = translated("The link is copied.");
    } catch {
      done.textContent = translated(
        "This browser does not let the page copy: copy the address line.",
      );
    }
  });
  show();
}

for (const box of document.querySelectorAll("[data-calculator]")) start(box);
