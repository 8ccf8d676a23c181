"""The queue of proposals, decisions on several, merging, undoing, and what is incomplete."""

import re

import pytest
from django.urls import reverse

from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope
from marketplace.desk.views import incomplete
from marketplace.desk.views import proposals as views
from marketplace.offers.models import OfferTerms
from marketplace.technical.models import Brand, Proposal, ReferenceSheet, VariantSheet
from sellers.feeds.models import FeedLine, FeedSource
from tests import copies, shop
from tests.marketplace.desk.test_work import told

pytestmark = pytest.mark.django_db
ADDRESS = "1 rue du Port, 29200 Brest"
CAPS = "casquettes-running"
REASON = "Ce produit ne relève pas des familles que Cordée présente."


@pytest.fixture
def seller(operator):
    return shop.point("Foulées")


def propose(seller, title, *, minor=0, stock=1, **content):
    """A proposal whose one line waits at a price."""
    proposal = Proposal._base_manager.create(
        trader=seller.trader, partner=seller.partner, key=f"shopify:{title}", title=title,
        brand_name="Cap Ouest", created_at=shop.clock.now(),
        content={
            "family": shop.family().slug, "model_name": title, "manufacturer_ref": "R",
            "variants": [{"key": title, "size": "38", "gtin": ""}],
        } | content,
    )  # fmt: skip
    with house_scope():
        source, _made = FeedSource.objects.get_or_create(
            trader=seller.trader, name="shopify", defaults={"partner": seller.partner}
        )
        FeedLine.objects.create(
            source=source, key=title, group=title, match="proposed", proposal=proposal,
            minor=minor, stock=stock,
        )  # fmt: skip
    return proposal


def state(proposal):
    return Proposal._base_manager.values_list("status", "reason").get(pk=proposal.pk)


def test_the_queue_is_ranked_by_what_waits_to_be_sold(seller, client):
    few = propose(seller, "Brise", minor=90000, stock=1)
    many = propose(seller, "Rafale", minor=5000, stock=40)
    nothing = propose(seller, "Calme", minor=90000, stock=0)

    rows = client.get(reverse("desk:proposals")).context["rows"]

    assert [(row, row.worth) for row in rows] == [(many, 200000), (few, 90000), (nothing, 0)]


def test_after_a_decision_the_next_one_comes(seller, client):
    shop.maker("Cap Ouest")
    first = propose(seller, "Rafale", minor=5000, stock=40)
    second = propose(seller, "Brise", minor=9000)
    third = propose(seller, "Calme")
    page = [reverse("desk:proposal", args=[each.pk]) for each in (first, second, third)]

    skipped = client.get(reverse("desk:next-proposal", args=[first.pk]))
    assert skipped.url == page[1]
    refused = client.post(reverse("desk:refuse-proposal", args=[second.pk]), {"usual": "0"})
    assert refused.url == page[2]
    assert state(second) == ("refused", REASON)
    accepted = client.post(reverse("desk:accept-proposal", args=[third.pk]), {"family": shop.SHOES})
    assert accepted.url == page[0], "the end of the queue leads to its top"


def test_several_are_refused_at_once(seller, client, operator):
    first, second, third = (propose(seller, name) for name in ("A", "B", "C"))

    response = client.post(
        reverse("desk:decide-proposals"),
        {"pk": [first.pk, second.pk, "x"], "decision": "refuse", "usual": "0", "reason": "Merci."},
    )

    assert told(response) == [
        f"2 propositions refusées ; les boutiques lisent : « {REASON} Merci. »"
    ]
    assert state(first) == state(second) == ("refused", f"{REASON} Merci.")
    assert state(third) == ("open", "")
    assert Proposal._base_manager.get(pk=first.pk).decided_by == operator


def test_several_are_accepted_and_what_cannot_be_says_why(seller, client):
    shop.maker("Cap Ouest")
    whole = propose(seller, "Brise")
    nameless = propose(seller, "Rafale", manufacturer_ref="")

    response = client.post(
        reverse("desk:decide-proposals"),
        {"pk": [whole.pk, nameless.pk], "decision": "accept", "family": shop.SHOES},
    )

    assert told(response) == [
        "1 produit publié : 1 en « Chaussures de running route ».",
        "Rafale : Le produit n’a ni code-barres, ni référence du fabricant.",
    ]
    assert [state(each)[0] for each in (whole, nameless)] == ["accepted", "open"]


def publish(client, *proposals, family=""):
    said = {"pk": [each.pk for each in proposals], "decision": "accept", "family": family}
    return client.post(reverse("desk:decide-proposals"), said)


def published():
    """Model → the slug of the family that it was published in."""
    return dict(ReferenceSheet.objects.values_list("model_name", "family__slug"))


def test_each_of_several_keeps_its_own_family(seller, client):
    shop.maker("Cap Ouest")
    shop.family(CAPS)
    shoes, cap = propose(seller, "Brise"), propose(seller, "Visière", family=CAPS)
    bare, odd = propose(seller, "Rafale", family=None), propose(seller, "Calme", family="partie")

    response = publish(client, shoes, cap, bare, odd, family=CAPS)

    assert published() == {"Brise": shop.SHOES, "Visière": CAPS, "Rafale": CAPS, "Calme": CAPS}
    assert told(response) == [
        "4 produits publiés : 3 en « Casquettes et bonnets », 1 en « Chaussures de running route »."
    ]


def test_those_with_a_family_are_published_without_choosing_one(seller, client):
    shop.maker("Cap Ouest")
    shop.family(CAPS)
    shoes, cap = propose(seller, "Brise"), propose(seller, "Visière", family=CAPS)

    publish(client, shoes, cap)

    assert published() == {"Brise": shop.SHOES, "Visière": CAPS}


def test_nothing_is_published_while_one_of_several_has_no_family(seller, client):
    shop.maker("Cap Ouest")
    whole, bare = propose(seller, "Brise"), propose(seller, "Rafale", family="")
    other = propose(seller, "Calme", family="partie")

    response = publish(client, whole, bare, other)

    assert response.status_code == 422
    assert response.context["accept_form"].errors["family"] == [
        "2 produits cochés n’ont pas de famille : Rafale, Calme. "
        "Choisissez-en une pour eux, ou décochez-les."
    ]
    assert response.context["chosen"] == {str(each.pk) for each in (whole, bare, other)}
    assert published() == {}


def test_the_browser_holds_no_decision_on_several_back(seller, client):
    propose(seller, "Brise", colour_name="Corail")
    page = client.get(reverse("desk:proposals"))
    text = " ".join(page.content.decode().split())
    select = re.search(r'<select name="family"[^>]*>', text).group()
    assert "required" not in select
    assert 'aria-describedby="id_family_helptext"' in select
    assert "Pour ceux qui n’en ont pas." in text
    assert "Corail" in text, "what tells two rows of one name apart"
    assert str(page.context["rows"][0].family) in text, "where it would be published"


@pytest.mark.parametrize("decision", ["refuse", "accept"])
def test_nothing_ticked_is_an_error(seller, client, decision):
    waits = propose(seller, "Brise")
    said = {"decision": decision, "usual": "0", "family": shop.SHOES}

    response = client.post(reverse("desk:decide-proposals"), said)

    assert response.status_code == 422
    assert told(response) == ["Aucun produit à décider n’est coché : cochez-en au moins un."]
    assert state(waits) == ("open", "")


def test_a_decision_on_several_comes_back_to_the_page_that_one_was_on(seller, client, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    for name in "ABCDE":
        propose(seller, name)
    queue, decide = reverse("desk:proposals"), reverse("desk:decide-proposals")
    page = client.get(queue, {"page": 2})
    assert f'action="{decide}?page=2"' in page.content.decode()
    said = {"pk": [page.context["rows"][0].pk], "decision": "refuse"}

    assert client.post(f"{decide}?page=2", said).context["page"].number == 2
    assert client.post(f"{decide}?page=2", {**said, "usual": "0"}).url == f"{queue}?page=2"
    assert client.get(f"{decide}?page=2").url == f"{queue}?page=2"


def test_a_refusal_is_taken_back_from_the_next_page(seller, client, operator):
    first, second = propose(seller, "Rafale", minor=5000), propose(seller, "Brise")
    response = client.post(reverse("desk:refuse-proposal", args=[first.pk]), {"usual": "1"})
    (words,) = told(response)
    assert "« La fiche ne permet pas" in words, "the reason that was sent"
    following = client.get(response.url)
    again = reverse("desk:reopen-proposals")
    assert following.context["refused"] == [first.pk]
    assert f'action="{again}"' in following.content.decode()
    assert client.get(response.url).context["refused"] == [], "once"
    client.get(again)
    assert state(first)[0] == "refused"

    response = client.post(again, {"pk": first.pk})

    assert response.url == reverse("desk:proposal", args=[first.pk])
    assert state(first) == ("open", "")
    page = client.get(response.url)
    assert [(each.new, each.user) for each in page.context["history"]] == [
        ("refused", operator), ("open", operator)]  # fmt: skip
    assert "La fiche ne permet pas" in page.content.decode()
    assert state(second) == ("open", "")


def test_a_refusal_of_several_is_taken_back_at_once(seller, client):
    first, second, third = (propose(seller, name) for name in ("A", "B", "C"))
    pks = [first.pk, second.pk]
    said = {"pk": pks, "decision": "refuse", "usual": "0"}
    response = client.post(reverse("desk:decide-proposals"), said)
    assert client.get(response.url).context["refused"] == pks
    client.post(reverse("desk:refuse-proposal", args=[third.pk]), {"usual": "0"})

    response = client.post(reverse("desk:reopen-proposals"), {"pk": [*pks, "x"]})

    assert response.url == reverse("desk:proposals")
    assert [state(each)[0] for each in (first, second, third)] == ["open", "open", "refused"]


@pytest.mark.parametrize(
    ("said", "field", "error"),
    [
        ({}, "usual", "Choisissez un motif, ou écrivez le vôtre."),
        ({"reason": " "}, "usual", "Choisissez un motif, ou écrivez le vôtre."),
        ({"usual": "autre"}, "reason", "Indiquez pourquoi ce produit est refusé."),
        ({"usual": "9"}, "usual", "Sélectionnez un choix valide. 9 n’en fait pas partie."),
    ],
)
def test_without_a_reason_nothing_is_refused(seller, client, said, field, error):
    waits = propose(seller, "Brise")
    several = {"pk": waits.pk, "decision": "refuse", **said}
    posts = [("desk:refuse-proposal", [waits.pk], said), ("desk:decide-proposals", [], several)]
    for name, args, data in posts:
        response = client.post(reverse(name, args=args), data)
        assert response.status_code == 422
        assert response.context["refuse_form"].errors == {field: [error]}
    assert state(waits) == ("open", "")


@pytest.mark.parametrize("usual", ["", "autre"])
def test_a_reason_of_ones_own_is_enough(seller, client, usual):
    waits = propose(seller, "Brise")
    page = client.get(reverse("desk:proposal", args=[waits.pk])).content.decode()
    assert '<option value="" selected>Choisissez un motif</option>' in page

    client.post(reverse("desk:refuse-proposal", args=[waits.pk]),
                {"usual": usual, "reason": "La version junior."})  # fmt: skip

    assert state(waits) == ("refused", "La version junior.")


def test_only_a_refusal_is_taken_back(seller, client):
    shop.maker("Cap Ouest")
    waits = propose(seller, "Brise")
    page = reverse("desk:proposal", args=[waits.pk])
    client.post(reverse("desk:accept-proposal", args=[waits.pk]), {"family": shop.SHOES})
    assert "Remettre à décider" not in client.get(page).content.decode()

    response = client.post(reverse("desk:reopen-proposals"), {"pk": waits.pk})

    assert told(response)[-1] == "Brise n’est plus refusée : rien n’a changé."
    assert state(waits)[0] == "accepted"
    other = propose(seller, "Rafale")
    client.post(reverse("desk:refuse-proposal", args=[other.pk]), {"usual": "0"})
    refused = client.get(reverse("desk:proposal", args=[other.pk])).content.decode()
    assert "Remettre à décider" in refused


def test_what_is_asked_for_is_kept_while_deciding(seller, client):
    shop.maker("Cap Ouest")
    first, other, second, third = (
        propose(seller, name, minor=minor)
        for name, minor in (("Brise 1", 40), ("Calme", 30), ("Brise 2", 20), ("Brise 3", 10))
    )
    asked = f"?q=brise&boutique={seller.trader.slug}"
    page = {each: reverse("desk:proposal", args=[each.pk]) + asked
            for each in (first, other, second, third)}  # fmt: skip
    text = client.get(reverse("desk:proposals") + asked).content.decode().replace("&amp;", "&")
    assert all(page[each] in text for each in (first, second, third))
    assert page[other] not in text
    assert "3 propositions" in text
    text = client.get(page[first]).content.decode().replace("&amp;", "&")
    for name in ("accept-proposal", "refuse-proposal", "next-proposal"):
        assert reverse(f"desk:{name}", args=[first.pk]) + asked in text

    def post(action, proposal, **data):
        url = reverse(f"desk:{action}-proposal", args=[proposal.pk]) + asked
        return client.post(url, data)

    assert client.get(reverse("desk:next-proposal", args=[first.pk]) + asked).url == page[second]
    assert post("refuse", first, usual="0").url == page[second]
    assert post("accept", second, family="").status_code == 422
    assert post("accept", second, family=shop.SHOES).url == page[third]
    assert post("accept", second, family=shop.SHOES).url == page[second], "decided before"
    following = post("refuse", third, usual="0")
    assert following.url == reverse("desk:proposals") + asked, "none of them is left"
    text = client.get(following.url).content.decode().replace("&amp;", "&")
    assert "Aucune proposition ne correspond." in text
    assert reverse("desk:reopen-proposals") + asked in text
    assert state(other) == ("open", "")


def test_several_of_what_is_asked_for(seller, client, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    rows = [propose(seller, f"Brise {n}") for n in range(4)]
    url = f"{reverse('desk:decide-proposals')}?q=brise&page=2"
    page = client.get(reverse("desk:proposals"), {"q": "brise", "page": 2})
    assert url in page.content.decode().replace("&amp;", "&")

    response = client.post(url, {"pk": [rows[2].pk], "decision": "refuse", "usual": "0"})

    assert response.url == f"{reverse('desk:proposals')}?q=brise&page=2"
    assert [state(each)[0] for each in rows] == ["open", "open", "refused", "open"], "ticked alone"
    assert client.post(url, {"decision": "refuse"}).context["page"].paginator.count == 3


def test_refused_ones_are_found_and_wait_again(seller, client):
    first, second = (propose(seller, f"Brise {n}") for n in range(2))
    client.post(reverse("desk:decide-proposals"),
                {"pk": [first.pk, second.pk], "decision": "refuse", "usual": "0"})  # fmt: skip
    page = client.get(reverse("desk:proposals"), {"etat": "refusees", "q": "brise 1"})
    assert page.context["rows"] == [second]
    action = f"{reverse('desk:reopen-proposals')}?q=brise+1&etat=refusees"
    assert f'action="{action}"' in page.content.decode().replace("&amp;", "&")

    client.post(action, {"pk": [second.pk]})

    assert [state(each)[0] for each in (first, second)] == ["refused", "open"]
    nothing = client.post(action, {})
    assert told(nothing)[-1] == "Aucun produit n’est coché : cochez-en au moins un."
    assert nothing.url == f"{reverse('desk:proposals')}?q=brise+1&etat=refusees"


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"boutique": "nulle-part"}, "boutique"), ({"famille": "x"}, "famille"),
     ({"attend": "x"}, "attend"), ({"q": "x" * 121}, "q")],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_said_and_narrows_nothing(seller, client, asked, field):
    waits = propose(seller, "Brise")
    page = client.get(reverse("desk:proposals"), {**asked, "etat": "x"})
    assert page.context["rows"] == [waits]
    assert page.context["asked"].errors[field]
    assert f'id="id_{field}_error"' in page.content.decode()
    assert page.context["query"] == ""


def test_without_a_family_or_reason_several_stay_and_stay_ticked(seller, client):
    waits = propose(seller, "Brise", family="")
    for decision in ("accept", "refuse"):
        response = client.post(
            reverse("desk:decide-proposals"), {"pk": [waits.pk], "decision": decision}
        )
        assert response.status_code == 422
        assert response.context["chosen"] == {str(waits.pk)}
    assert state(waits) == ("open", "")


def test_the_maker_is_asked_once_for_the_brand(seller, client):
    first, second = propose(seller, "Brise"), propose(seller, "Rafale")
    accept = [reverse("desk:accept-proposal", args=[each.pk]) for each in (first, second)]
    shut = client.post(accept[0], {"family": shop.SHOES})

    assert shut.status_code == 422
    text = shut.content.decode()
    assert "L’adresse postale du fabricant n’est pas connue." in text
    assert 'name="maker_address"' in text
    assert not ReferenceSheet.objects.exists()

    maker = {"maker_name": "CO SAS", "maker_address": ADDRESS, "maker_email": "a@co.fr"}
    client.post(accept[0], {"family": shop.SHOES, **maker})
    assert 'name="maker_address"' not in client.get(
        reverse("desk:proposal", args=[second.pk])
    ).content.decode()  # fmt: skip
    client.post(accept[1], {"family": shop.SHOES})

    assert [state(each)[0] for each in (first, second)] == ["accepted", "accepted"]
    assert Brand.objects.values_list("maker_name", flat=True).get(slug="cap-ouest") == "CO SAS"


def test_an_address_of_a_maker_that_is_none_is_an_error_at_its_field(seller, client):
    waits = propose(seller, "Brise")
    maker = {"maker_name": "CO", "maker_address": "Rue quelque part", "maker_email": "a@co.fr"}
    pages = [
        (reverse("desk:accept-proposal", args=[waits.pk]), "accept_form"),
        (reverse("desk:brand", args=[shop.maker("Cap Ouest").slug]), "form"),
    ]
    for url, form in pages:
        response = client.post(url, {"family": shop.SHOES, **maker})
        (error,) = response.context[form].errors["maker_address"]
        assert "par exemple : 1 rue du Port, 74000 Annecy, France" in error
    assert state(waits)[0] == "open"
    assert Brand.objects.get(slug="cap-ouest").maker_name == "Cap Ouest SAS"


def test_merged_with_a_candidate_beside_it(seller, client):
    variant = shop.reference(brand="Cap Ouest", model_name="Brise", sizes=("39",))[0]
    parent = VariantSheet.objects.get(pk=variant).product.parent_id
    waits = propose(seller, "Brise", minor=9000)

    page = client.get(reverse("desk:proposal", args=[waits.pk]))
    assert page.context["beside"].sheet.pk == parent
    assert "à ajouter : 38" in " ".join(page.content.decode().split()).replace("<b>", "")
    url = reverse("desk:merge-proposal", args=[waits.pk, parent])
    client.get(url)
    assert state(waits) == ("open", "")
    client.post(url)

    assert state(waits) == ("merged", "")
    assert ReferenceSheet.objects.count() == 1


@pytest.mark.parametrize("size", [1, 30])
def test_a_proposals_page_costs_the_same_at_any_size(seller, client, size,
                                                     django_assert_num_queries):  # fmt: skip
    for n in range(size):
        shop.reference(brand="Cap Ouest", model_name=f"Brise {n}")
        propose(seller, f"Brise {n}")
    shop.reference(brand="Cap Ouest", model_name="Brise", sizes=[str(n) for n in range(36, 46)])
    waits = propose(seller, "Brise", variants=[
        {"key": f"k{n}", "size": str(36 + n % 10), "gtin": f"{n:014d}"} for n in range(size)
    ])  # fmt: skip
    # session, user, basket of the frame, proposal; candidates of the brand (by words where those
    # are few), their sheets and sizes; the brand's maker, shared codes, worth, the brand, family,
    # families, the journal
    with django_assert_num_queries(16 if size == 1 else 14):
        client.get(reverse("desk:proposal", args=[waits.pk]))


# --- matches ---------------------------------------------------------------------------------
@pytest.fixture
def line(seller):
    record = shop.offer(point=seller)
    with house_scope():
        source = FeedSource.objects.create(
            trader=seller.trader, name="shopify", partner=seller.partner
        )
        return FeedLine.objects.create(
            source=source, key="SKU-9", group="g", match="gtin", stockrecord=record
        )


def test_a_match_says_why_and_is_undone_with_a_reason(line, client, operator, relay):
    page = reverse("desk:matches")
    text = client.get(page, {"q": "sku-9"}).content.decode()
    assert "SKU-9" in text
    assert "code-barres" in text
    assert "Aucune ligne ne correspond." in client.get(page, {"q": "autre"}).content.decode()
    url = reverse("desk:undo-match", args=[line.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    assert OfferTerms.objects.get().state == "active"

    client.post(url, {"reason": "La version junior."})

    assert OfferTerms.objects.get().state == "paused"
    assert client.get(url).status_code == 404
    assert OutboxEvent.objects.filter(topic="match.undone").count() == 1
    relay()
    undone = client.get(page, {"defaits": ""}).content.decode()
    for words in ("SKU-9", "La version junior.", "Maud Ferrand", "code-barres"):
        assert words in undone


@pytest.mark.parametrize("size", [1, 30])
def test_matches_cost_the_same_at_any_size(line, client, size, django_assert_num_queries):
    for n in range(size - 1):
        copies.copy(line, key=f"SKU-{n}x")
    # session, user, basket of the frame, count, lines
    with django_assert_num_queries(5):
        response = client.get(reverse("desk:matches"))
    assert len(response.context["rows"]) == size


# --- what is incomplete ----------------------------------------------------------------------
def test_what_is_published_and_lacks_something_is_listed_and_mended(operator, client):
    shop.reference(brand="Cap Ouest", model_name="Brise", manufacturer_ref="B")
    shop.reference(brand="Altavia", model_name="Sommet")
    shop.maker("Altavia")

    text = client.get(reverse("desk:incomplete")).content.decode()
    assert reverse("desk:brand", args=["cap-ouest"]) in text
    assert reverse("desk:brand", args=["altavia"]) not in text
    assert "Altavia Sommet" in text
    assert "Cap Ouest Brise" not in text
    url = reverse("desk:brand", args=["cap-ouest"])
    assert client.post(url, {"maker_name": "CO"}).status_code == 422
    client.post(url, {"maker_name": "CO", "maker_address": ADDRESS, "maker_email": "a@co.fr"})

    assert reverse("desk:brand", args=["cap-ouest"]) not in client.get(
        reverse("desk:incomplete")
    ).content.decode()  # fmt: skip


def test_any_brand_is_found_by_its_name(operator, client, monkeypatch):
    monkeypatch.setattr(incomplete, "MOST_BRANDS", 2)
    shop.maker("Élan Été")
    shop.maker("Cap Ouest")
    page = reverse("desk:incomplete")

    def found(text):
        context = client.get(page, {"marque": text}).context
        return [each.name for each in context["named"]], context["most"]

    assert found("elan ete") == (["Élan Été"], None)
    assert found("OUES") == (["Cap Ouest"], None)
    assert found("海") == found(" ") == ([], None)
    text = client.get(page, {"marque": "cap"}).content.decode()
    assert reverse("desk:brand", args=["cap-ouest"]) in text
    assert "Cap Ouest SAS" in text
    assert "Aucune marque ne porte ce nom." in client.get(page, {"marque": "x"}).content.decode()
    assert "Aucune marque ne porte ce nom." not in client.get(page).content.decode()
    shop.maker("Cap Nord")
    shop.maker("Cap Sud")
    assert found("cap") == (["Cap Nord", "Cap Ouest"], 2), "the first in their order"


def test_a_proposals_page_leads_to_its_brand_once_there_is_one(seller, client):
    page = reverse("desk:proposal", args=[propose(seller, "Brise").pk])
    link = f'href="{reverse("desk:brand", args=["cap-ouest"])}"'
    assert link not in client.get(page).content.decode()

    shop.maker("Cap Ouest")

    assert link in client.get(page).content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_incomplete_cost_the_same_at_any_size(operator, client, size,
                                                  django_assert_num_queries):  # fmt: skip
    for n in range(size):
        shop.reference(brand=f"Marque {n}")
    # session, user, basket of the frame, brands, count, references, their codes
    with django_assert_num_queries(7):
        response = client.get(reverse("desk:incomplete"))
    assert len(response.context["rows"]) == size
