/* Columns of a table: after each change the page reads the first lines anew. */
"use strict";

const form = document.getElementById("columns");
let asked = 0;

const read = async (event) => {
  if (!event.target.closest("#reading")) return;
  const mine = ++asked;
  const data = new FormData(form);
  data.set("how", "look");
  const answer = await fetch(location.href, { method: "POST", body: data });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("reading");
  if (!now || mine !== asked) return;
  const at = document.activeElement?.name;
  const open = [...form.querySelectorAll("details")].map((each) => each.open);
  document.getElementById("reading").replaceWith(now);
  const details = [...form.querySelectorAll("details")];
  if (details.length === open.length) details.forEach((each, place) => (each.open = open[place]));
  if (at) form.elements.namedItem(at)?.focus?.({ preventScroll: true });
};

form.addEventListener("input", () => ++asked); /* an answer on its way is late */
form.addEventListener("change", (event) => read(event).catch(() => {}));
form.querySelector("[value=look]").remove(); // it is done after each change
