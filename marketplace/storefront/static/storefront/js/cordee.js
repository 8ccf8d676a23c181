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

// On a wide screen filters apply as they are chosen; a phone's sheet waits for its button.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches(".filters") || event.target.matches("[data-submit]")) return;
  if (window.htmx && matchMedia("(min-width: 52.01rem)").matches) htmx.trigger(form, "filters:apply");
});

// What cannot be applied is shown as the page that says why.
document.addEventListener("htmx:responseError", (event) => {
  if (event.target.matches(".filters")) event.target.submit();
});
