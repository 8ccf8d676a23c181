"""Every e-mail to the shopper, in both languages: a subject, plain words, a link that opens."""

import re

import pytest
from django.conf import settings

from marketplace.buying import operations as buying
from marketplace.buying.queries import Choice
from marketplace.buying.vouchers import operations as vouchers
from marketplace.care import operations as care
from marketplace.care import queries as cases
from marketplace.care.models import Case
from marketplace.core import clock as real
from marketplace.core.models import OutboxEvent, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments import gateway
from marketplace.payments import operations as payments
from marketplace.payments.gateway import RefundState
from marketplace.payments.models import Refund
from marketplace.storefront import mails
from marketplace.traders.models import Point, SpecialDays
from tests import factories, shop

pytestmark = pytest.mark.django_db


def parcel(order):
    return Consignment.objects.filter(order=order).order_by("number")[0]


def a_case(order):
    return care.open_case(
        order=order,
        order_line_id=order.lines.order_by("pk")[0].pk,
        topic=Case.Topic.SIZE,
        text="La pointure <b>42</b> est petite & étroite.",
        key="k",
        at=real.now(),
    )


def answered(order):
    case = a_case(order)
    care.answer(case=case, text="Renvoyez-la.", user=shop.operator(), at=real.now())
    return case


def closed(order):
    case = a_case(order)
    care.close(case=case, reason="Échange fait.", user=shop.operator(), at=real.now())
    return case


def withdrawn(order):
    line = ConsignmentLine.objects.filter(consignment__order=order).order_by("pk")[0]
    fulfilment.refuse_line(line=line, reason="Un défaut.", actor=None, at=real.now())
    return line


def withdrawal(order):
    withdrawn(order)
    return OutboxEvent.objects.get(topic="lines.withdrawn")


def refund(order):
    """Of an order that was paid too late."""
    buying._give_back(order, at=real.now())
    return Refund.objects.get()


def link(order):
    buying.ask_for_link(number=order.number, email=order.sheet.email, at=real.now())
    return OutboxEvent.objects.get(topic="order.link_asked")


RECALL = [{"title": "Altavia Cadence 3 (42)", "reason": "recall", "said": "Ne la portez plus."}]


def unlocked(order):
    row = parcel(order)
    Consignment.objects.filter(pk=row.pk).update(
        method="pickup", pickup_code="7KD4QX", place_name="Foulées d’Annecy",
        place_line1="12 rue Sommeiller", place_postcode="74000", place_town="Annecy",
        ship_by=real.now(),
    )  # fmt: skip
    return row


TOLD = {
    "order_paid": (mails.on_order_paid, lambda o: {"order_id": o.pk}),
    "order_expired": (mails.on_order_expired, lambda o: {"order_id": o.pk}),
    "order_withdrawn": (mails.on_order_expired, lambda o: {"order_id": o.pk, "withdrawn": RECALL}),
    "order_link": (mails.on_link_asked, lambda o: link(o).payload),
    "parcel_accepted": (mails.on_accepted, lambda o: {"consignment_id": parcel(o).pk}),
    "parcel_shipped": (mails.on_shipped, lambda o: {"consignment_id": parcel(o).pk}),
    "parcel_unlocked": (mails.on_unlocked, lambda o: {"consignment_id": unlocked(o).pk}),
    "parcel_delivered": (mails.on_delivered, lambda o: {"consignment_id": parcel(o).pk}),
    "lines_withdrawn": (mails.on_lines_withdrawn, lambda o: withdrawal(o).payload),
    "refund": (mails.on_refund_succeeded, lambda o: {"refund_id": refund(o).pk}),
    "case_opened": (mails.on_case_opened, lambda o: {"case_id": a_case(o).pk}),
    "case_answered": (mails.on_case_answered, lambda o: {"case_id": answered(o).pk}),
    "case_closed": (mails.on_case_closed, lambda o: {"case_id": closed(o).pk}),
}


def tell(name, order):
    handler, payload = TOLD[name]
    with house_scope():
        asked = payload(order)
        handler([asked], real.now())
        handler([asked], real.now())  # told twice, sent once


def test_no_mail_is_left_out():
    folder = settings.BASE_DIR / "marketplace/storefront/templates/mails"
    names = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}
    alerts = {"alert_asked", "alert_met"}  # about no order: see test_alerts.py
    assert names == set(TOLD) | alerts


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", TOLD)
def test_each_is_sent_once_readable_as_text_with_a_link_that_opens(client, name, language):
    order = shop.paid_order(language=language)

    tell(name, order)

    mail = StoredEmail.objects.get()
    assert (mail.to, mail.language) == (order.sheet.email, language)
    assert order.number in mail.subject
    assert "\n" not in mail.subject
    assert not re.search(r"[{}]|&#|&amp;|&lt;|None|\n\n\n|\.\.", mail.text)
    address = next(line for line in mail.text.splitlines() if "/commandes/" in line)
    assert address.startswith(settings.SITE_URL)
    assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200


def test_what_a_shopper_writes_is_text_in_the_letter():
    tell("case_opened", shop.paid_order())

    mail = StoredEmail.objects.get()
    assert "La pointure <b>42</b> est petite & étroite." in mail.text
    assert "<b>42</b>" not in mail.html


def test_the_contracts_mail_says_what_the_law_wants():
    order = shop.paid_order(shop.offer(minor=8990), quantity=2)
    tell("order_paid", order)

    text = StoredEmail.objects.get().text
    assert "× 2 : 179,80\xa0€" in text
    assert "Total payé, taxes comprises : 184,70\xa0€" in text
    assert "pendant 14 jours" in text
    assert "/pages/retractation/" in text
    assert "Articles : 179,80\xa0€" in text
    assert "À domicile : 4,90\xa0€" in text
    assert "version du 1er novembre 2026" in text
    assert "SIREN 552100554" in text


@pytest.mark.parametrize(
    ("language", "form", "terms"),
    [
        ("fr", "FORMULAIRE DE RÉTRACTATION", "# Conditions générales de vente"),
        ("en", "MODEL WITHDRAWAL FORM", "# Terms"),
    ],
)
def test_the_contract_can_be_kept_with_its_terms_and_the_form_to_withdraw(language, form, terms):
    order = shop.paid_order(language=language)
    tell("order_paid", order)

    mail = StoredEmail.objects.get()
    assert form in mail.text
    assert f"{order.number}" in mail.text.partition(form)[2]
    assert "bonjour@cordee.test" in mail.text.partition(form)[2]
    names = [name for name, _text in mail.papers]
    assert names == ["cgv-2026-11-01.txt", "retractation-2026-11-01.txt"]
    assert mail.papers[0][1].startswith(terms)
    assert "$" not in mail.papers[0][1] + mail.papers[1][1]


def test_what_is_fetched_at_the_counter_is_told_with_its_code_and_never_as_sent():
    order = shop.paid_order(shop.offer(point=shop.counter()), choice=Choice("pickup"))
    with house_scope():
        parcel = Consignment.objects.get()
        fulfilment.accept(consignment=parcel, actor=None, at=real.now())
        mails.on_accepted([{"consignment_id": parcel.pk}], real.now())
        fulfilment.hand_over(consignment=parcel, code=parcel.pickup_code, actor=None, at=real.now())
        mails.on_shipped([{"consignment_id": parcel.pk}], real.now())
        mails.on_delivered([{"consignment_id": parcel.pk}], real.now())

    aside, fetched = StoredEmail.objects.order_by("pk")
    assert parcel.pickup_code in aside.text
    assert "12 rue Royale" in aside.text
    assert "mis de côté" in aside.subject
    assert "retiré" in fetched.subject
    assert order.number in fetched.subject


@pytest.fixture
def stripe(monkeypatch):
    """Stripe pays every refund back at once, unless ``stripe["status"]`` says otherwise."""
    answer = {"status": "succeeded"}

    def refund(*, name, **asked):
        return RefundState(f"re_{name}", answer["status"])

    monkeypatch.setattr(gateway, "refund", refund)
    return answer


def refuse(*orders_lines):
    with house_scope():
        for line in orders_lines:
            fulfilment.refuse_line(line=line, reason="Un défaut.", actor=None, at=real.now())


def test_a_refused_article_and_its_refund_are_one_mail(relay, stripe):
    point = shop.point(shipping=490)
    order = shop.paid_order(shop.offer(point=point, minor=9000), shop.offer(point=point))
    relay()
    StoredEmail.objects.all().delete()

    with house_scope():
        first, last = ConsignmentLine.objects.order_by("pk")
    refuse(first)
    relay()

    assert list(Refund.objects.values_list("status", flat=True)) == ["succeeded"]
    mail = StoredEmail.objects.get(to=order.sheet.email)
    assert mail.subject == f"Commande {order.number} : 90,00\xa0€ vous sont remboursés"
    assert "Nous vous remboursons 90,00\xa0€" in mail.text
    assert "Refusé par la boutique : Un défaut." in mail.text
    assert "de livraison" not in mail.text

    refuse(last)
    relay()

    assert list(Refund.objects.values_list("status", flat=True)) == ["succeeded"] * 3
    mail = StoredEmail.objects.filter(to=order.sheet.email).exclude(pk=mail.pk).get()
    assert mail.subject == f"Commande {order.number} : 104,90\xa0€ vous sont remboursés"
    assert "Ce montant comprend 4,90\xa0€ de livraison." in mail.text


def test_a_refund_that_had_to_be_asked_for_anew_is_told_of_when_it_is_paid(relay, stripe):
    order = shop.paid_order(shop.offer(point=shop.point(shipping=0), minor=9000))
    relay()
    stripe["status"] = "failed"
    with house_scope():
        refuse(ConsignmentLine.objects.get())
    relay()
    StoredEmail.objects.all().delete()

    stripe["status"] = "succeeded"
    payments.refund_again(refund=Refund.objects.get(), at=real.now())
    relay()

    mail = StoredEmail.objects.get(to=order.sheet.email)
    assert mail.subject == f"Commande {order.number} : 90,00\xa0€ remboursés"


def test_a_shipped_parcel_can_be_followed():
    order = shop.paid_order()
    with house_scope():
        Consignment.objects.update(carrier="Chronopost", tracking="XY123")
    tell("parcel_shipped", order)

    text = StoredEmail.objects.get().text
    assert "XY123" in text
    assert "https://www.chronopost.fr/" in text


def test_a_parcel_on_its_way_names_only_what_is_in_it():
    point = shop.point()
    order = shop.paid_order(shop.offer(point=point), shop.offer(point=point))
    with house_scope():
        refused = withdrawn(order)
        fulfilment.accept(consignment=parcel(order), actor=None, at=real.now())
        mails.on_accepted([{"consignment_id": parcel(order).pk}], real.now())
    gone, going = order.lines.order_by("pk")
    text = StoredEmail.objects.get().text

    assert refused.order_line_id == gone.pk
    assert going.title in text
    assert gone.title not in text


# --- fetched somewhere --------------------------------------------------------------------------
def told_of(name, choice, *, point, language="fr"):
    order = shop.paid_order(shop.offer(point=point), choice=choice, language=language)
    with house_scope():
        row = parcel(order)
        fulfilment.accept(consignment=row, actor=None, at=real.now())
        TOLD[name][0]([TOLD[name][1](order)], real.now())
    mail = StoredEmail.objects.get()
    return row, mail.text.replace("\xa0", " ")


def test_what_was_put_aside_is_told_with_code_address_hours_and_last_day(clock):
    point = shop.counter(shop.point("Foulées"))
    SpecialDays.objects.create(point=point, first="2026-03-10", last="2026-03-10", note="Travaux")

    row, text = told_of("parcel_accepted", Choice("pickup"), point=point)

    assert (
        f"\n{row.pickup_code}\n\nFoulées, 12 rue Royale, 74000 Annecy\nHoraires :\nLundi : 10 h"
        in text
    )
    assert "Mardi 10 mars : fermé, Travaux\n\n- " in text
    assert "jusqu’à lundi 16 mars, en disant ce code" in text


def test_hours_that_nobody_said_are_not_invented(clock):
    point = shop.counter(shop.point("Foulées"))
    order = shop.paid_order(shop.offer(point=point), choice=Choice("pickup"))
    Point.objects.update(hours={})
    with house_scope():
        tell("parcel_accepted", order)

    text = StoredEmail.objects.get().text
    assert "La boutique n’a pas encore communiqué ses horaires.\n\n- " in text
    assert "Horaires :" not in text


@pytest.mark.parametrize(
    "name", ["order_paid", "parcel_accepted", "parcel_shipped", "parcel_delivered"]
)
def test_each_letter_of_a_pick_up_point_says_where(clock, name):
    factories.RelayPointFactory(code="PR1", name="Tabac du Pont")
    point = shop.relayed(shop.point())

    _row, text = told_of(name, Choice("relay", "PR1"), point=point)

    assert "\nTabac du Pont, 3 rue Basse, 69001 Lyon\n" in text


def test_delivered_to_a_pick_up_point_is_not_to_the_door(clock):
    factories.RelayPointFactory(code="PR1", name="Tabac du Pont")

    _row, text = told_of(
        "parcel_delivered", Choice("relay", "PR1"), point=shop.relayed(shop.point())
    )

    assert StoredEmail.objects.get().subject.endswith("livré au point relais")
    assert "Votre colis est arrivé au point relais :" in text


def test_of_a_counter_the_code_is_waited_for(clock):
    _row, text = told_of("order_paid", Choice("pickup"), point=shop.counter(shop.point("Foulées")))

    assert "Attendez l’e-mail avec votre code avant de venir." in text


def test_who_is_given_a_voucher_with_the_decision_reads_its_code():
    shop.voucher(minor=5000)
    order = shop.paid_order(shop.offer(point=shop.point(shipping=0), minor=5000), code="BIENVENUE")
    with house_scope():
        parcel(order)
        Consignment.objects.update(status="shipped")
        case = a_case(order)
        care.close(
            case=case, reason="Abîmée.", user=None, at=real.now(), refund=True, new_voucher=True
        )
        mails.on_case_closed([{"case_id": case.pk}], real.now())
        code = str(cases.code_of(case))

    assert code in StoredEmail.objects.get().text


def test_a_voucher_that_was_not_given_back_is_not_promised():
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(), code="BIENVENUE")
    with house_scope():
        line = ConsignmentLine.objects.get(consignment__order=order)
        fulfilment.refuse_line(line=line, reason="Un défaut.", actor=None, at=real.now())
        told = OutboxEvent.objects.filter(topic="lines.withdrawn").latest("pk")
        mails.on_lines_withdrawn([told.payload], real.now())

    assert "peut resservir" not in StoredEmail.objects.get().text


def test_when_nothing_is_sent_the_voucher_that_can_serve_again_is_named():
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(), shop.offer(), code="BIENVENUE")
    for _n in range(2):
        with house_scope():
            line = ConsignmentLine.objects.filter(consignment__order=order, status="going")[0]
            fulfilment.refuse_line(line=line, reason="Un défaut.", actor=None, at=real.now())
            told = OutboxEvent.objects.filter(topic="lines.withdrawn").latest("pk")
            vouchers.on_lines_withdrawn([told.payload], real.now())
            mails.on_lines_withdrawn([told.payload], real.now())

    first, last = StoredEmail.objects.order_by("pk")
    assert "peut resservir" not in first.text
    assert "Le reste de la commande continue." in first.text
    assert "Votre bon « Bienvenue » peut resservir" in last.text
    assert "Le reste de la commande continue." not in last.text
