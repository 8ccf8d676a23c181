/* Long work: takes #progress anew from its own page each second; once it is gone, the whole page. */
"use strict";

const again = async () => {
  const shown = document.getElementById("progress");
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("progress");
    if (!now) return location.reload();
    document.querySelector(".list-head").replaceWith(page.querySelector(".list-head"));
    if (!shown.contains(document.activeElement)) shown.replaceChildren(...now.childNodes);
  } catch {
    /* the network is gone for a moment */
  }
  setTimeout(again, 1000);
};

setTimeout(again, 1000);
