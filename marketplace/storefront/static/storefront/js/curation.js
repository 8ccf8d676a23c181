/* One key a decision: presses the button, or follows the link, that carries the key.

   Keys belong to the field that they are typed in. A list marked data-keys (the reasons of a
   refusal) leaves those of its own form: choose the reason, press the key. While no reason is said
   the key leads to that list. */
"use strict";

const unsaid = (form) => {
  const reasons = form?.querySelector("[data-keys]");
  const said = [...(form?.querySelectorAll("select, textarea") ?? [])];
  return said.some((field) => field.value.trim()) ? null : reasons;
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (field && !field.matches("[data-keys]")) return;
  const within = field ? field.form : document;
  const pressed = within.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  const reasons = unsaid(pressed?.form);
  if (!reasons) return pressed?.click();
  event.preventDefault(); // the letter would choose from the list
  reasons.focus();
});
