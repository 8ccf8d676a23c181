"""The guides of ``docs/feeds`` as pages, and what leads to them."""

import pytest
from django.urls import reverse

from marketplace.core.sentences import Sentence
from sellers.feeds.errors import FeedError
from sellers.feeds.faults import Rule
from tests import shop
from tests.sellers.feeds.test_codes import kinds
from tests.sellers.portal.test_feeds import run_of

pytestmark = pytest.mark.django_db
CODES = reverse("portal:guide", args=["codes"])


@pytest.fixture
def mine(client):
    trader = shop.point().trader
    client.force_login(shop.member(trader))
    return trader


def test_every_code_has_its_place_on_the_page(mine, client):
    page = client.get(CODES).content.decode()

    codes = {rule.value for rule in Rule} | {kind.code for kind in kinds(FeedError)}
    assert {
        code for code in codes if f'<h3 id="{code}"><code>{code}</code></h3>' not in page
    } == set()
    assert {code for code in codes if f'href="#{code}"' not in page} == set()
    assert "<pre><code>Type,SKU,Name,Regular price,Stock" in page


def test_a_report_leads_to_its_codes(mine, client, clock):
    run = run_of(mine, clock, faults=1, error_code="file_gone", error=Sentence("Parti."))
    page = client.get(reverse("portal:feed", args=[run.pk])).content.decode()

    assert f'href="{CODES}#not_a_price"' in page
    assert f'href="{CODES}#file_gone"' in page


def test_the_guide_is_found_and_leads_to_the_codes(mine, client):
    address = reverse("portal:guide", args=["envoyer-mon-catalogue"])
    for name in ("feeds", "upload"):
        assert f'href="{address}"' in client.get(reverse(f"portal:{name}")).content.decode()
    page = client.get(address).content.decode()

    assert "<h1>Envoyer mon catalogue</h1>" in page
    assert 'href="../codes/"' in page
    assert "<table>" in page
    assert "(«&nbsp;tous les produits&nbsp;»)" in page  # no line ends or begins with a mark
    assert "n’existe qu’en français" not in page
    english = client.get(f"/en{address}").content.decode()
    assert '<article class="guide" lang="fr">' in english
    assert "This guide exists in French only." in english


def test_there_is_no_other(mine, client):
    for slug in ("real-files", "autre"):
        assert client.get(reverse("portal:guide", args=[slug])).status_code == 404
