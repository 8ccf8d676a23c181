/* Suggestions under the search field, after WAI-ARIA's combobox with a list; without this script the
   form searches. htmx fetches the list: it waits for a pause and drops the answer before the last. */
"use strict";

{
  const field = document.querySelector("[data-suggest]");
  const list = document.getElementById("suggestions");
  const said = document.getElementById("suggestions-said");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const enough = () => field.value.trim().length >= 2;
  let at = -1; // which option is active; -1: the field itself

  const mark = (index) => {
    at = index;
    for (const [number, option] of options().entries()) {
      option.setAttribute("aria-selected", String(number === at));
    }
    const active = options()[at];
    if (active) {
      field.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    mark(-1);
  };

  const empty = () => {
    list.replaceChildren();
    said.textContent = "";
    show(false);
  };

  const keys = {
    ArrowDown: (count) => mark(at + 1 < count ? at + 1 : -1),
    ArrowUp: (count) => mark(at < 0 ? count - 1 : at - 1),
    Enter: () => options()[at].click(),
    Escape: () => show(false),
  };

  if (field && window.htmx) {
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    show(false);

    field.addEventListener("keydown", (event) => {
      const count = options().length;
      if (event.isComposing || !keys[event.key] || !count) return;
      if (list.hidden) {
        if (!event.key.startsWith("Arrow")) return;
        show(true);
      }
      if (event.key === "Enter" && at < 0) return; // what was typed is searched
      event.preventDefault();
      keys[event.key](count);
    });
    field.addEventListener("click", () => show(options().length > 0));
    field.addEventListener("input", () => enough() || empty());
    field.addEventListener("htmx:beforeRequest", (event) => enough() || event.preventDefault());
    list.addEventListener("htmx:beforeSwap", (event) => {
      const left = document.activeElement !== field;
      if (left || !enough()) event.detail.shouldSwap = false;
    });
    list.addEventListener("htmx:afterSwap", () => {
      said.textContent = list.firstElementChild?.dataset.said ?? "";
      show(options().length > 0);
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    field.addEventListener("blur", () => show(false));
  }
}
