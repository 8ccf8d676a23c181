/* What is nicer with JavaScript; every page works without it. */
"use strict";

document.documentElement.classList.add("js");

// Of a row of rooms that is wider than the screen, the one where one is.
document
  .querySelector("nav.room [aria-current=page]")
  ?.scrollIntoView({ block: "nearest", inline: "center" });

// A form is sent once: the button waits after the first press.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});

// Coming back with the browser's own button shows the page as it was: it can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});

// A choice that is sent at once where there is no need for a button.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// Filters apply as they are chosen; what was opened stays open.
const open = new Set();
let leaving = false; // whether the sheet was closed to see what it chose
let after = []; // the fields behind the one that has the focus: the first that is left takes its place
let underWay = null; // the list that is being fetched: its request, and what was chosen for it
const filters = () => document.querySelector(".filters");
const chosen = () => new URLSearchParams(new FormData(filters())).toString();

// A field that is left by its form's button says twice what is chosen: it is asked once.
function apply() {
  if (underWay?.chosen !== chosen()) htmx.trigger(filters(), "filters:apply");
}

document.addEventListener("htmx:beforeSend", (event) => {
  const { elt, xhr } = event.detail;
  if (elt === filters()) underWay = { xhr, chosen: chosen() };
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr === underWay?.xhr) underWay = null;
});

document.addEventListener("change", (event) => {
  if (!window.htmx || event.target.form !== filters() || !event.target.name) return;
  if (!event.target.matches("[data-submit]")) apply();
});

document.addEventListener("submit", (event) => {
  if (!window.htmx || event.target !== filters()) return;
  event.preventDefault();
  leaving = closeSheet();
  apply();
});

document.addEventListener("htmx:beforeSwap", () => {
  open.clear();
  for (const each of document.querySelectorAll(".filters details[open]")) open.add(each.id);
  const fields = [...(filters()?.querySelectorAll("input[id], select[id]") ?? [])];
  const at = fields.indexOf(document.activeElement);
  after = at < 0 ? [] : fields.slice(at).map((each) => each.id);
});

document.addEventListener("htmx:afterSettle", (event) => {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  // What was understood is chosen from here on: the words that are left are those of the field.
  const search = document.querySelector("[data-suggest]");
  if (search && filters() && event.detail.requestConfig?.elt === filters()) {
    search.value = filters().elements.q?.value ?? "";
  }
  if (after.length && document.activeElement === document.body) {
    after.map((id) => document.getElementById(id)).find(Boolean)?.focus({ preventScroll: true });
  }
  after = [];
  if (leaving) document.getElementById("liste").scrollIntoView();
  leaving = false;
});

// What cannot be applied is shown as the page that says why.
document.addEventListener("htmx:responseError", (event) => {
  if (event.target.matches(".filters")) event.target.submit();
});

let saysWhy = false; // whether what is swapped in says why something was refused

// A form that says why it was refused is shown with what it says.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.requestConfig.elt.matches("[data-refusals]")) return;
  if (![409, 422, 429].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  saysWhy = true;
});

// The field that was typed in is a new one then: the first that is wrong has the focus.
document.addEventListener("htmx:afterSettle", () => {
  if (saysWhy) document.querySelector(".has-error :is(input, select, textarea)")?.focus();
  saysWhy = false;
});

// Another delivery is shown in place, unless one has chosen again meanwhile: that is asked next.
// An answer that does not fit in is shown as the page that it is.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, formData } = event.detail.requestConfig;
  if (!elt.matches("[data-redelivers]")) return;
  const form = elt.closest("form");
  const { status, responseText } = event.detail.xhr;
  const fits = [200, 422].includes(status) && responseText.includes('id="parcels"');
  const asked = [...new FormData(form)].filter(([name]) => /^(way|relay)-/.test(name));
  event.detail.shouldSwap = fits && asked.every(([name, value]) => formData.get(name) === value);
  const button = elt.querySelector("[name=deliver]");
  const asksAgain = !fits && status < 500 && button;  // without the button the order itself would go
  if (fits || asksAgain) event.detail.isError = false;
  if (asksAgain) form.requestSubmit(button);
});

// A phone's sheet of filters is an address (#filtres), so that it opens without JavaScript.
function closeSheet() {
  const shown = Boolean(document.querySelector("#filtres:target"));
  if (shown) location.replace("#liste");
  return shown;
}

// Who leaves it without a choice is back where it was opened.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && closeSheet()) {
    document.querySelector('.filterbar a[href="#filtres"]')?.focus();
  }
});

// A chip is a link to the list without it: there the next one is at hand, not the head of the page.
const CHIP = "cordee.chip";
const chips = () => [...document.querySelectorAll("#choix .chip, #compris-de .chip")];

document.addEventListener("click", (event) => {
  const at = chips().indexOf(event.target.closest?.(".chip"));
  if (at >= 0) sessionStorage.setItem(CHIP, String(at));
});

const removed = sessionStorage.getItem(CHIP);
if (removed !== null) {
  sessionStorage.removeItem(CHIP);
  (chips()[Number(removed)] ?? chips().at(-1) ?? document.getElementById("liste"))?.focus({ preventScroll: true });
}

// A long list is narrowed by a part of the name.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-narrow]")) return;
  const wanted = plain(event.target.value.trim());
  for (const option of event.target.parentElement.querySelectorAll(".option")) {
    option.hidden = !plain(option.textContent).includes(wanted);
  }
});
