"""Home, listing and product on a slow phone, by Chromium's own measure.

``python -m bench phone [--references 3000] [--times 3]``: a phone of 390 × 844 whose processor is
slowed four times, on a slow 4G line, each page with an empty cache; the shop runs on this machine.
Per page the median of the largest contentful paint and of the layout shifts (until the page has
stood still, before any scrolling), what it transferred, and how much of that is JavaScript.
"""

import argparse
import json
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench import worlds
from bench.finding import machine
from bench.measuring import in_a_process

CHROMIUM = "/usr/bin/chromium"
SLOWER = 4
# "Slow 4G" as Lighthouse applies it to requests: bytes a second, milliseconds.
LINE = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1474.56 * 1024 / 8,
    "uploadThroughput": 675 * 1024 / 8,
}
STILL_MS = 1500
OBSERVE = """
window.seen = {lcp: 0, shift: 0};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.lcp = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) window.seen.shift += entry.value;
  }
}).observe({type: "layout-shift", buffered: true});
"""


@dataclass(frozen=True)
class Visit:
    """Largest contentful paint in ms; sum of layout shifts; KiB over the line, in all and of JS."""

    lcp_ms: float
    shift: float
    all_kb: float
    script_kb: float


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    """``home_lcp_ms``, ``home_cls``, ``home_kb``, ``home_script_kb``, and so on."""
    parser = argparse.ArgumentParser(prog="python -m bench phone")
    parser.add_argument("--references", type=int, default=3000)
    parser.add_argument("--times", type=int, default=3)
    told = parser.parse_args(options)
    flat: dict[str, float] = {}
    with worlds.world(told.references) as (database, folder):
        environment = worlds.settings(database, folder) | {"DEBUG": "0"}
        in_a_process("-m", "django", "search", "rebuild", environment=environment)
        pages = json.loads(in_a_process("-m", "bench.finding.pages", environment=environment))
        with machine.serving(environment) as port, _browser() as browser:
            for name, path in pages.items():
                address = f"http://{machine.HOST}:{port}{path}"
                visits = [_visit(browser, address) for _ in range(told.times + 1)][1:]
                named = _median(name, visits)
                flat |= named
                if not quiet:
                    print(json.dumps({name: path} | named))
    return flat


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def _visit(browser: Any, address: str) -> Visit:
    """:raises RuntimeError: the page does not answer 200."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True,
        has_touch=True, locale="fr-FR",
    )  # fmt: skip
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    devtools.on(
        "Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]})
    )
    devtools.on(
        "Network.loadingFinished",
        lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}),
    )
    page.add_init_script(OBSERVE)
    answer = page.goto(address, wait_until="load", timeout=60_000)
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{address} answered {answer and answer.status}")
    page.wait_for_timeout(STILL_MS)
    seen = page.evaluate("window.seen")
    context.close()
    scripts = sum(size for key, size in sizes.items() if kinds.get(key) == "Script")
    return Visit(seen["lcp"], seen["shift"], sum(sizes.values()) / 1024, scripts / 1024)


def _median(name: str, visits: Sequence[Visit]) -> dict[str, float]:
    def middle(values: Sequence[float], digits: int) -> float:
        return round(statistics.median(values), digits)

    return {
        f"{name}_lcp_ms": middle([visit.lcp_ms for visit in visits], 0),
        f"{name}_cls": middle([visit.shift for visit in visits], 4),
        f"{name}_kb": middle([visit.all_kb for visit in visits], 1),
        f"{name}_script_kb": middle([visit.script_kb for visit in visits], 1),
    }
