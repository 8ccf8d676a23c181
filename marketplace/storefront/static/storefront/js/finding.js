/* What helps to find and to choose; every page works without it. */
"use strict";

/* Suggestions under the search field, after WAI-ARIA's combobox with a list; without this script the
   form searches. htmx fetches the list: it waits for a pause and drops the answer before the last. */
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

/* A size that is pointed at shows its offers; one that the keyboard passes is only chosen, so that the
   arrows reach the next. */
document.addEventListener("click", (event) => {
  const size = event.detail > 0 && event.target.closest("[data-size]");
  if (size && window.htmx) htmx.trigger(size, "size:looked");
});

/* Comparing: up to four, kept in a cookie that the comparison's own page reads. */
{
  const MOST = 4;
  const bar = document.getElementById("compare-bar");

  const read = () => {
    const found = document.cookie.match(/(?:^|; )comparer=([\d.]+)/);
    return found ? found[1].split(".") : [];
  };

  const write = (ids) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    const age = ids.length ? 7 * 24 * 3600 : 0;
    document.cookie = `comparer=${ids.join(".")}; path=/; max-age=${age}; samesite=lax${secure}`;
  };

  const paint = (said = "") => {
    const ids = read();
    for (const button of document.querySelectorAll("[data-compare]")) {
      button.setAttribute("aria-pressed", String(ids.includes(button.value)));
    }
    const { one, many } = bar.dataset;
    bar.hidden = ids.length === 0;
    bar.querySelector("p").textContent = said || (ids.length === 1 ? one : many.replace("#", ids.length));
    const link = bar.querySelector("a");
    link.search = ids.map((id) => `r=${id}`).join("&");
  };

  if (bar) {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-compare]");
      if (!button) return;
      event.preventDefault();
      const ids = read();
      const others = ids.filter((id) => id !== button.value);
      const full = others.length === MOST;
      if (!full) write(others.length < ids.length ? others : [...ids, button.value]);
      paint(full ? bar.dataset.full : "");
    });
    bar.querySelector("button").addEventListener("click", () => {
      write([]);
      paint();
    });
    document.addEventListener("htmx:afterSettle", () => paint());
    window.addEventListener("pageshow", () => paint());
  }
}

/* What was looked at: the browser alone keeps the list, the cards of what is still there are fetched
   once their place comes near. */
{
  const MOST = 12;
  const KEY = "cordee.vus";

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY) ?? "[]").filter((id) => /^\d+$/.test(id));
    } catch {
      return []; // a browser that keeps nothing
    }
  };

  const write = (ids) => {
    try {
      if (ids.length) localStorage.setItem(KEY, JSON.stringify(ids.slice(0, MOST)));
      else localStorage.removeItem(KEY);
    } catch {
      /* a browser that keeps nothing */
    }
  };

  const place = document.querySelector("[data-seen]");
  const none = document.querySelector("[data-none]");

  if (place && window.htmx) {
    const current = place.dataset.reference;
    const wanted = read().filter((id) => id !== current).slice(0, Number(place.dataset.most));
    const show = (some) => {
      place.hidden = !some;
      if (none) none.hidden = some;
    };

    const fetchCards = async () => {
      const query = wanted.map((id) => `r=${id}`).join("&");
      const target = place.querySelector("[data-cards]");
      await htmx.ajax("GET", `${place.dataset.seen}?${query}`, { target, swap: "innerHTML" });
      const shown = target.firstElementChild?.dataset.shown;
      if (shown === undefined) return show(false); // no answer
      const there = shown.trim().split(" ");
      write(read().filter((id) => !wanted.includes(id) || there.includes(id)));
      show(there[0] !== "");
    };

    show(wanted.length > 0);
    if (wanted.length) {
      new IntersectionObserver(
        (entries, observer) => {
          if (!entries.some((entry) => entry.isIntersecting)) return;
          observer.disconnect();
          fetchCards();
        },
        { rootMargin: "400px" },
      ).observe(place);
    }
    place.querySelector("[data-forget]").addEventListener("click", () => {
      write([]);
      show(false);
      document.getElementById("contenu").focus(); // the button is gone
    });
    if (current) write([current, ...read().filter((id) => id !== current)]);
  }
}
