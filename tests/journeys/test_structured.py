"""What pages say to programs stands in a browser under the shop's own policy, refused nowhere."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Shop

pytestmark = pytest.mark.journey

LISTENING = """
window.refused = [];
document.addEventListener("securitypolicyviolation", e => refused.push(e.effectiveDirective));
"""
TOLD = """
[...document.querySelectorAll("script[type='application/ld+json']")]
    .flatMap(each => JSON.parse(each.textContent)["@graph"].map(node => node["@type"]))
"""
INLINE = """
new Promise(done => {
    document.addEventListener("securitypolicyviolation", () => done(window.ran ?? "refused"));
    const script = document.createElement("script");
    script.textContent = "window.ran = 'ran'";
    document.head.append(script);
})
"""


def test_data_is_kept_and_scripts_are_not(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(base_url=shop.site)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.add_init_script(LISTENING)
    kept = {}
    page.goto("/catalogue/")
    product = page.locator(".card:not(:has-text('Épuisé')) h3 a").first.get_attribute("href")
    assert product

    for path in ("/", "/sport/running/", product):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        kept[path] = page.evaluate(TOLD)
        assert page.evaluate("refused") == []

    assert kept["/"] == ["Organization", "WebSite"]
    assert kept["/sport/running/"] == ["BreadcrumbList"]
    assert kept[product][0] == "BreadcrumbList"
    assert kept[product][1] in ("Product", "ProductGroup")
    assert said == []
    assert page.evaluate(INLINE) == "refused"  # the policy is at work, and so is who listens
    assert page.evaluate("refused") == ["script-src-elem"]
    context.close()
