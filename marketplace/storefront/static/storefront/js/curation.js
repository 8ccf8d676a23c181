/* One key a decision: presses the button, or follows the link, that carries the key.

   Keys belong to the field that they are typed in. A list marked data-keys (the reasons of a
   refusal) leaves those of its own form: choose the reason, press the key. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (field && !field.matches("[data-keys]")) return;
  const within = field ? field.form : document;
  within.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
