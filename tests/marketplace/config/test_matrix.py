"""Every address × every role, GET and POST. An address without a rule here fails the test.

A seller reads and changes its own rows alone; whoever may not change something gets an answer that
says so, and nothing has changed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from marketplace.core import clock
from marketplace.storefront import links
from sellers.feeds import tables
from tests.marketplace.config import world as worlds
from tests.marketplace.config.world import ROLES, World

pytestmark = pytest.mark.django_db
Statuses = tuple[int, ...]


def all_(status: int) -> Statuses:
    return (status,) * len(ROLES)


# anonymous, shopper, other seller, seller, operator
PUBLIC = all_(200)
POSTS_ONLY = all_(405)
ACCOUNT = (302, 200, 200, 200, 200)
SELLERS = (302, 404, 200, 200, 404)
OWN_SELLER = (302, 404, 404, 200, 404)
OWN_SELLER_DONE = (302, 404, 404, 302, 404)
HOUSE = (302, 404, 404, 404, 200)
HOUSE_DONE = (302, 404, 404, 404, 302)
OWN_SHOPPER = (302, 200, 404, 404, 404)
OWN_SHOPPER_DONE = (302, 303, 404, 404, 404)
NOBODY = all_(404)


@dataclass(frozen=True)
class Rule:
    """What an address answers to each role.

    ``args`` are its arguments in the world, the seller's rows or the shopper's; ``data`` is a form
    that would work. ``post`` None: as ``get``. ``writers``: roles whose POST changes rows.
    """

    get: Statuses
    post: Statuses | None = None
    args: Callable[[World], dict[str, Any]] = lambda _world: {}
    data: Callable[[World], dict[str, Any]] = lambda _world: {}
    query: Callable[[World], dict[str, Any]] = lambda _world: {}
    writers: tuple[str, ...] = ()


def own_parcel(world: World) -> dict[str, Any]:
    return {"number": world.stall.consignment.number}


def waiting_parcel(world: World) -> dict[str, Any]:
    return {"number": world.stall.waiting.number}


def own_order(world: World) -> dict[str, Any]:
    return {"number": world.order.number}


def order_line(world: World) -> dict[str, Any]:
    return {"number": world.order.number, "line": world.line.pk}


def order_case(world: World) -> dict[str, Any]:
    return {"number": world.order.number, "pk": world.stall.case.pk}


def order_parcel(world: World) -> dict[str, Any]:
    return {"number": world.order.number, "parcel": world.stall.consignment.pk}


def linked(args: Callable[[World], dict[str, Any]]) -> Callable[[World], dict[str, Any]]:
    """The same by a signed link."""
    return lambda world: {**args(world), "token": world.token}


def return_key(world: World) -> dict[str, Any]:
    return {"cle": world.key}


def alert_key(world: World) -> dict[str, Any]:
    return {"key": links._alert_key(world.alert.pk)}


def pk_of(name: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"pk": getattr(world, name).pk}


def own_pk(name: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"pk": getattr(world.stall, name).pk}


def own_point(world: World) -> dict[str, Any]:
    return {"pk": world.stall.trader.points.get().pk}


def text(_world: World) -> dict[str, Any]:
    return {"text": "Bonjour", "reason": "Parce que", "topic": "size", "key": "k-matrix"}


def attribute(world: World) -> dict[str, Any]:
    return {"pk": world.sheet.family.attributes.get(key="use").pk}


def choice(world: World) -> dict[str, Any]:
    prefix = attribute(world)["pk"]
    return {f"{prefix}-label": "Ultra", f"{prefix}-label_en": "Ultra", "on": "0"}


def steer(world: World) -> dict[str, Any]:
    until = (clock.now() + timedelta(days=9)).date().isoformat()
    return {
        "text": "bonnet", "reference": f"/produit/x_{world.sheet.pk}/", "kind": "pin",
        "until": until, "reason": "Semaine du trail",
    }  # fmt: skip


def voucher(_world: World) -> dict[str, Any]:
    today = clock.today()
    return {
        "name": "Essai", "code": "ESSAI", "kind": "amount", "amount": "5", "budget": "50",
        "starts": today.isoformat(), "ends": (today + timedelta(days=9)).isoformat(),
        "reason": "Essai",
    }  # fmt: skip


def synonym(_world: World) -> dict[str, Any]:
    return {"phrases": "bonnet\ntuque"}


def matched_line(world: World) -> dict[str, Any]:
    return {"pk": world.stall.line.pk}


def promotion(_world: World) -> dict[str, Any]:
    return {
        "name": "Soldes", "kind": "percent", "value": "10", "first": clock.today().isoformat(),
        "last": (clock.today() + timedelta(days=7)).isoformat(), "creer": "1",
    }  # fmt: skip


def address(_world: World) -> dict[str, Any]:
    return {"address": "https://boutique.exemple/autre.csv", "often": "day-3"}


def maker(_world: World) -> dict[str, Any]:
    return {"maker_name": "A", "maker_address": "1 rue B, 69003 Lyon", "maker_email": "a@b.fr"}


def said_maker(world: World) -> dict[str, Any]:
    return {**maker(world), "maker_abroad": "within"}


def columns_said(world: World) -> dict[str, Any]:
    fields = ("key", "title", "price", "stock")
    said = {f"column-{place}": ours for place, ours in enumerate(fields)}
    return said | {"how": "keep", "seen": tables.state(world.stall.unmapped.table)}


SELLER, SHOPPER, OPERATOR = ("seller",), ("shopper",), ("operator",)

RULES: dict[str, Rule] = {
    # --- the house -----------------------------------------------------------------------------
    "healthz": Rule(PUBLIC, POSTS_ONLY),
    "readyz": Rule(PUBLIC, POSTS_ONLY),
    "set_language": Rule(all_(302), data=lambda _w: {"language": "en"}),
    "payments:stripe-events": Rule(POSTS_ONLY, all_(400)),
    "payments:stripe-account-events": Rule(POSTS_ONLY, all_(400)),
    # --- what one looks at ---------------------------------------------------------------------
    "storefront:home": Rule(PUBLIC, POSTS_ONLY),
    "machines:robots": Rule(PUBLIC, POSTS_ONLY),
    "machines:sitemap": Rule(PUBLIC, POSTS_ONLY, args=lambda _w: {"name": "sitemap.xml"}),
    "machines:merchant": Rule(PUBLIC, POSTS_ONLY),
    "machines:picture": Rule(PUBLIC, POSTS_ONLY, args=lambda w: {"pk": w.sheet.pk}),
    "machines:preview": Rule(
        PUBLIC, POSTS_ONLY, args=lambda w: {"pk": w.sheet.pk, "language": "fr"}
    ),
    "storefront:sport": Rule(
        PUBLIC, POSTS_ONLY, args=lambda w: {"slug": w.sheet.family.sport.slug}
    ),
    "storefront:brands": Rule(PUBLIC, POSTS_ONLY),
    "storefront:brand": Rule(PUBLIC, POSTS_ONLY, args=lambda w: {"slug": w.sheet.brand.slug}),
    "storefront:traders": Rule(PUBLIC, POSTS_ONLY),
    "storefront:trader": Rule(PUBLIC, POSTS_ONLY, args=lambda w: {"slug": w.stall.trader.slug}),
    "storefront:suggestions": Rule(PUBLIC, POSTS_ONLY),
    "storefront:compare": Rule(PUBLIC, POSTS_ONLY, query=lambda w: {"r": w.sheet.pk}),
    "storefront:compare-add": Rule(POSTS_ONLY, all_(303), data=lambda w: {"r": w.sheet.pk}),
    "storefront:compare-remove": Rule(POSTS_ONLY, all_(303), data=lambda w: {"r": w.sheet.pk}),
    "storefront:size-keep": Rule(
        POSTS_ONLY, all_(303), data=lambda _w: {"guide": "shoe", "taille": "42"}
    ),
    "storefront:size-forget": Rule(POSTS_ONLY, all_(303), data=lambda _w: {"guide": "shoe"}),
    "storefront:seen": Rule(PUBLIC, POSTS_ONLY),
    "storefront:seen-cards": Rule(PUBLIC, POSTS_ONLY, query=lambda w: {"r": w.sheet.pk}),
    "machines:drawing": Rule(PUBLIC, POSTS_ONLY, args=lambda w: {"pk": w.sheet.pk}),
    "storefront:legal": Rule(PUBLIC, args=lambda _w: {"slug": "cgv"}),
    "catalogue:index": Rule(PUBLIC, POSTS_ONLY),
    "catalogue:category": Rule(
        PUBLIC,
        POSTS_ONLY,
        args=lambda w: {
            "category_slug": w.sheet.family.category.full_slug,
            "pk": w.sheet.family.category_id,
        },
    ),
    "catalogue:detail": Rule(
        PUBLIC, POSTS_ONLY, args=lambda w: {"product_slug": w.sheet.product.slug, "pk": w.sheet.pk}
    ),
    # --- buying --------------------------------------------------------------------------------
    "basket:summary": Rule(PUBLIC),
    "basket:add": Rule(
        POSTS_ONLY,
        all_(303),
        data=lambda w: {"stockrecord": w.record.pk, "quantity": 1},
        writers=ROLES,
    ),
    "basket:update": Rule(
        POSTS_ONLY,
        (404, 303, 404, 404, 404),
        args=pk_of("basket_line"),
        data=lambda _w: {"quantity": 2},
        writers=SHOPPER,
    ),
    # Whoever sends it, their own basket changes; another's is not the one that was meant.
    "basket:move": Rule(POSTS_ONLY, all_(303), data=worlds.moves_form),
    "basket:deliver": Rule(
        POSTS_ONLY, all_(303), data=lambda w: {f"way-{w.record.partner_id}": "home"}
    ),
    "basket:voucher": Rule(
        POSTS_ONLY,
        (422, 303, 422, 422, 422),
        data=lambda _w: {"code": "MATRICE"},
        writers=SHOPPER,
    ),
    "basket:drop-voucher": Rule(POSTS_ONLY, all_(303)),
    # The basket is the shopper's: nobody else's page could have sent this form.
    "checkout:index": Rule(
        (303, 200, 303, 303, 303), (404, 422, 404, 404, 404), data=worlds.checkout_form
    ),
    "checkout:return": Rule(PUBLIC, args=own_order, query=return_key),
    "checkout:pay": Rule(POSTS_ONLY, all_(303), args=own_order, query=return_key),
    "checkout:abandon": Rule(POSTS_ONLY, all_(303), args=own_order, query=return_key),
    "checkout:restore": Rule(POSTS_ONLY, all_(303), args=own_order, query=return_key),
    "storefront:find-order": Rule(
        PUBLIC,
        data=lambda w: {"number": w.order.number, "email": "client@exemple.fr"},
        writers=ROLES,  # the letter goes to the address of the order
    ),
    "storefront:alert-ask": Rule(
        PUBLIC,
        (200, 303, 200, 200, 200),  # only the shopper's address is proven to be theirs
        args=pk_of("sheet"),
        data=lambda _w: {"kind": "price", "p-ceiling": "40", "p-email": "lea@exemple.fr"},
        writers=ROLES,
    ),
    # Whoever holds the link of the e-mail.
    "storefront:alert-confirm": Rule(PUBLIC, all_(303), args=alert_key, writers=ROLES),
    "storefront:alert-stop": Rule(PUBLIC, all_(303), args=alert_key, writers=ROLES),
    # --- a shopper's own -----------------------------------------------------------------------
    "storefront:alerts": Rule(ACCOUNT),
    "storefront:cards": Rule(ACCOUNT),
    # Nobody here has ever paid with an account that Stripe knows: no card is anybody's.
    "storefront:card-forget": Rule(
        (302, 303, 303, 303, 303), (302, 404, 404, 404, 404), args=lambda _w: {"card": "pm_1"}
    ),
    "storefront:alert-stop-mine": Rule(
        (302, 405, 405, 405, 405),
        (302, 303, 404, 404, 404),
        args=pk_of("alert"),
        writers=SHOPPER,
    ),
    "storefront:account": Rule(
        ACCOUNT,
        (302, 303, 303, 303, 303),
        data=lambda _w: {"first_name": "Léa", "last_name": "Martin"},
        writers=("shopper", "other", "seller", "operator"),
    ),
    "storefront:orders": Rule(ACCOUNT),
    "storefront:order": Rule(OWN_SHOPPER, args=own_order),
    "storefront:order-cancel": Rule(
        OWN_SHOPPER, OWN_SHOPPER_DONE, args=order_line, writers=SHOPPER
    ),
    "storefront:order-received": Rule(POSTS_ONLY, OWN_SHOPPER_DONE, args=order_parcel),
    "storefront:order-ask": Rule(
        OWN_SHOPPER, OWN_SHOPPER_DONE, args=order_line, data=text, writers=SHOPPER
    ),
    "storefront:order-case": Rule(
        OWN_SHOPPER, OWN_SHOPPER_DONE, args=order_case, data=text, writers=SHOPPER
    ),
    # Whoever holds the link of the e-mail.
    "storefront:order-link": Rule(PUBLIC, args=linked(own_order)),
    "storefront:order-link-cancel": Rule(PUBLIC, all_(303), args=linked(order_line), writers=ROLES),
    "storefront:order-link-received": Rule(POSTS_ONLY, all_(303), args=linked(order_parcel)),
    "storefront:order-link-ask": Rule(
        PUBLIC, all_(303), args=linked(order_line), data=text, writers=ROLES
    ),
    "storefront:order-link-case": Rule(
        PUBLIC, all_(303), args=linked(order_case), data=text, writers=ROLES
    ),
    # --- a seller's own ------------------------------------------------------------------------
    "portal:home": Rule(SELLERS),
    "portal:consignments": Rule(SELLERS, args=lambda _w: {"tab": "a-expedier"}),
    "portal:consignment": Rule(OWN_SELLER, args=own_parcel),
    "portal:accept": Rule(OWN_SELLER_DONE, args=waiting_parcel, writers=SELLER),
    "portal:ship": Rule(
        OWN_SELLER_DONE,
        args=own_parcel,
        data=lambda _w: {"carrier": "Colissimo", "tracking": "6A0123456789"},
        writers=SELLER,
    ),
    # Sent by a carrier, it is not handed over at the counter.
    "portal:hand-over": Rule(OWN_SELLER_DONE, args=own_parcel, data=lambda _w: {"code": "000000"}),
    "portal:tariffs": Rule(
        SELLERS,
        (302, 404, 302, 302, 404),
        data=lambda _w: {"home-charge": "5,90", "home-transit_days": "2", "pickup-charge": "0"},
        writers=("other", "seller"),  # each its own
    ),
    "portal:refuse": Rule(
        OWN_SELLER_DONE,
        args=lambda w: {**own_parcel(w), "line": w.stall.consignment_line},
        data=text,
        writers=SELLER,
    ),
    "portal:cases": Rule(SELLERS),
    "portal:case": Rule(
        OWN_SELLER, OWN_SELLER_DONE, args=own_pk("case"), data=text, writers=SELLER
    ),
    "portal:feeds": Rule(SELLERS),
    "portal:feed": Rule(OWN_SELLER, args=own_pk("run")),
    "payouts:index": Rule(SELLERS),
    "payouts:statement": Rule(OWN_SELLER, args=own_pk("statement")),
    "payouts:sheet": Rule(OWN_SELLER, args=own_pk("statement")),
    "payouts:document": Rule(OWN_SELLER, args=own_pk("statement")),
    "portal:faults": Rule(OWN_SELLER, args=own_pk("run")),
    "portal:report": Rule(OWN_SELLER, args=own_pk("run")),
    "portal:pictures": Rule(SELLERS),
    "portal:pictures-sheet": Rule(SELLERS),
    "portal:retry-pictures": Rule((302, 404, 302, 302, 404), writers=("other", "seller")),
    "portal:corrected-feed": Rule(OWN_SELLER_DONE, args=own_pk("run")),  # its file is gone
    "portal:upload": Rule(
        SELLERS,
        (302, 404, 302, 302, 404),
        data=lambda _w: {"export": SimpleUploadedFile("export.csv", b"sku;stock\nA;1\n")},
        writers=("other", "seller"),
    ),
    "portal:columns": Rule(
        OWN_SELLER,
        OWN_SELLER_DONE,
        args=own_pk("unmapped"),
        data=columns_said,
        writers=SELLER,
    ),
    "portal:confirm-feed": Rule(OWN_SELLER_DONE, args=own_pk("held"), writers=SELLER),
    "portal:reject-feed": Rule(OWN_SELLER_DONE, args=own_pk("held"), writers=SELLER),
    "portal:cancel-feed": Rule(OWN_SELLER_DONE, args=own_pk("queued"), writers=SELLER),
    "portal:addresses": Rule(SELLERS),
    "portal:add-address": Rule(
        SELLERS, (302, 404, 302, 302, 404), data=address, writers=("other", "seller")
    ),
    "portal:address": Rule(
        OWN_SELLER, OWN_SELLER_DONE, args=own_pk("address"), data=address, writers=SELLER
    ),
    "portal:fetch-address": Rule(OWN_SELLER_DONE, args=own_pk("address"), writers=SELLER),
    "portal:pause-address": Rule(OWN_SELLER_DONE, args=own_pk("address"), writers=SELLER),
    "portal:resume-address": Rule(OWN_SELLER_DONE, args=own_pk("address"), writers=SELLER),
    "portal:delete-address": Rule(OWN_SELLER_DONE, args=own_pk("address"), writers=SELLER),
    "portal:proposals": Rule(SELLERS),
    "portal:guide": Rule(SELLERS, args=lambda _w: {"slug": "codes"}),
    "portal:makers": Rule(SELLERS),
    "portal:maker": Rule(
        SELLERS,
        (302, 404, 302, 302, 404),
        args=lambda w: {"slug": w.sheet.brand.slug},
        data=said_maker,
        writers=("other", "seller"),
    ),
    "portal:matches": Rule(SELLERS),
    "portal:offers": Rule(SELLERS),
    "portal:offer": Rule(
        OWN_SELLER,
        OWN_SELLER_DONE,
        args=lambda w: {"pk": w.stall.line.stockrecord_id},
        data=lambda _w: {"condition": "open_box"},
        writers=SELLER,
    ),
    "portal:promotions": Rule(SELLERS),
    "portal:create-promotion": Rule(
        SELLERS, (302, 404, 302, 302, 404), data=promotion, writers=("other", "seller")
    ),
    "portal:stop-promotion": Rule(OWN_SELLER_DONE, args=own_pk("promotion"), writers=SELLER),
    "portal:payments": Rule(SELLERS),
    # Stripe is not there: everyone whose page it is comes back to it.
    "portal:payments-begin": Rule((302, 404, 302, 302, 404), writers=("other", "seller")),
    "portal:payments-again": Rule((302, 404, 302, 302, 404)),
    "portal:payments-back": Rule((302, 404, 302, 302, 404)),
    "portal:points": Rule(SELLERS),
    "portal:point": Rule(
        OWN_SELLER,
        OWN_SELLER_DONE,
        args=own_point,
        data=lambda _w: {"hours_1": "10:00-19:00"},
        writers=SELLER,
    ),
    "portal:announce-days": Rule(
        OWN_SELLER_DONE,
        args=own_point,
        data=lambda _w: {"first": clock.today().isoformat()},
        writers=SELLER,
    ),
    "portal:withdraw-days": Rule(
        OWN_SELLER_DONE,
        args=lambda w: {**own_point(w), "days": w.stall.days.pk},
        writers=SELLER,
    ),
    # --- the operators' ------------------------------------------------------------------------
    "desk:home": Rule(HOUSE),
    "desk:orders": Rule(HOUSE),
    "desk:order": Rule(HOUSE, args=own_order),
    # Nothing of the order has left, so that nothing is there to give: the page says so.
    "desk:give-back": Rule(
        HOUSE,
        (302, 404, 404, 404, 422),
        args=own_order,
        data=lambda _w: {
            "gesture": "1,00",
            "borne_by": "seller",
            "gesture_borne_by": "house",
            "reason": "Retard",
            "key": "k" * 16,
            "yes": "1",
        },
    ),
    "desk:disputes": Rule(HOUSE),
    # The bank is not there: the page says so.
    "desk:dispute": Rule(
        HOUSE,
        (302, 404, 404, 404, 422),
        args=pk_of("dispute"),
        data=lambda _w: {"customer_name": "C", "yes": "1"},
        writers=OPERATOR,
    ),
    "desk:parcels": Rule(HOUSE, args=lambda _w: {"tab": "a-expedier"}),
    "desk:deliver": Rule(HOUSE_DONE, args=own_parcel),
    "desk:unlock": Rule(HOUSE_DONE, args=own_parcel),
    "desk:cases": Rule(HOUSE),
    "desk:case": Rule(HOUSE, args=own_pk("case")),
    "desk:note": Rule(HOUSE_DONE, args=own_pk("case"), data=text, writers=OPERATOR),
    "desk:close": Rule(HOUSE_DONE, args=own_pk("case"), data=text, writers=OPERATOR),
    "desk:refunds": Rule(HOUSE, args=lambda _w: {"tab": "tous"}),
    "desk:refund-again": Rule(HOUSE_DONE, args=pk_of("refund"), writers=OPERATOR),
    "desk:accounts": Rule(HOUSE),
    "desk:discrepancies": Rule(HOUSE),
    "desk:discrepancy": Rule(
        HOUSE, HOUSE_DONE, args=pk_of("discrepancy"), data=text, writers=OPERATOR
    ),
    "desk:vouchers": Rule(HOUSE, HOUSE_DONE, data=voucher, writers=OPERATOR),
    "desk:voucher": Rule(HOUSE, args=pk_of("voucher")),
    "desk:stop-voucher": Rule(HOUSE_DONE, args=pk_of("voucher"), data=text, writers=OPERATOR),
    "desk:more-codes": Rule(
        HOUSE_DONE,
        args=lambda w: {"pk": w.series.voucher_id},
        data=lambda _w: {"series": "2"},
        writers=OPERATOR,
    ),
    "desk:voucher-codes": Rule(HOUSE_DONE, HOUSE, args=pk_of("series"), writers=OPERATOR),
    "desk:proposals": Rule(HOUSE),
    "desk:proposal": Rule(HOUSE, args=own_pk("proposal")),
    "desk:accept-proposal": Rule(
        HOUSE_DONE,
        args=own_pk("proposal"),
        data=lambda w: {"family": w.sheet.family.slug, "manufacturer_ref": "P-1", **maker(w)},
        writers=OPERATOR,
    ),
    "desk:refuse-proposal": Rule(HOUSE_DONE, args=own_pk("proposal"), data=text, writers=OPERATOR),
    "desk:next-proposal": Rule(HOUSE_DONE, args=own_pk("proposal")),
    "desk:merge-proposal": Rule(
        HOUSE_DONE,
        args=lambda w: {**own_pk("proposal")(w), "reference": w.sheet.pk},
        writers=OPERATOR,
    ),
    "desk:decide-proposals": Rule(
        HOUSE_DONE,
        data=lambda w: {**text(w), **own_pk("proposal")(w), "decision": "refuse"},
        writers=OPERATOR,
    ),
    "desk:reopen-proposals": Rule(
        HOUSE_DONE, data=lambda w: {"pk": w.stall.refused.pk}, writers=OPERATOR
    ),
    "desk:matches": Rule(HOUSE),
    "desk:undo-match": Rule(HOUSE, HOUSE_DONE, args=matched_line, data=text, writers=OPERATOR),
    "desk:texts": Rule(HOUSE),
    "desk:put-back-text": Rule(HOUSE_DONE, args=pk_of("rewritten"), writers=OPERATOR),
    "desk:incomplete": Rule(HOUSE),
    "desk:brand": Rule(
        HOUSE, HOUSE_DONE, args=lambda w: {"slug": w.sheet.brand.slug}, data=maker, writers=OPERATOR
    ),
    "desk:steering": Rule(HOUSE, HOUSE_DONE, data=steer, writers=OPERATOR),
    "desk:end-steer": Rule(HOUSE_DONE, args=pk_of("steer"), writers=OPERATOR),
    "desk:synonyms": Rule(HOUSE, HOUSE_DONE, data=synonym, writers=OPERATOR),
    "desk:synonym": Rule(HOUSE, HOUSE_DONE, args=pk_of("synonym"), data=synonym, writers=OPERATOR),
    "desk:end-synonym": Rule(HOUSE_DONE, args=pk_of("synonym"), writers=OPERATOR),
    "desk:taxonomy": Rule(HOUSE),
    "desk:family": Rule(HOUSE, args=lambda w: {"slug": w.sheet.family.slug}),
    "desk:switch-facet": Rule(HOUSE_DONE, args=attribute, data=choice, writers=OPERATOR),
    "desk:add-choice": Rule(HOUSE_DONE, args=attribute, data=choice, writers=OPERATOR),
    "desk:answer-question": Rule(HOUSE_DONE, args=pk_of("question"), writers=OPERATOR),
    "desk:searches": Rule(HOUSE),
    "desk:hide-search": Rule(
        HOUSE_DONE, args=pk_of("asked"), data=lambda _w: {"hidden": "1"}, writers=OPERATOR
    ),
    "desk:mails": Rule(HOUSE),
    "desk:mail": Rule(HOUSE, args=pk_of("mail")),
    "desk:letter": Rule(HOUSE, args=pk_of("mail")),
    "desk:events": Rule(HOUSE),
    "desk:hasten": Rule(HOUSE_DONE, args=pk_of("delivery")),
    # --- accounts ------------------------------------------------------------------------------
    "account_login": Rule(
        (200, 302, 302, 302, 302), data=lambda _w: {"login": "a@b.fr", "password": "x"}
    ),
    "account_logout": Rule((302, 200, 200, 200, 200), all_(302)),
    "account_inactive": Rule(PUBLIC, POSTS_ONLY),
    "account_signup": Rule((200, 302, 302, 302, 302)),
    "account_reauthenticate": Rule(ACCOUNT),
    "account_email": Rule(ACCOUNT, all_(302)),
    "account_email_verification_sent": Rule(PUBLIC, POSTS_ONLY),
    "account_change_password": Rule(ACCOUNT),
    "account_set_password": Rule((302, 302, 302, 302, 302)),
    "account_reset_password": Rule(PUBLIC),
    "account_confirm_login_code": Rule(all_(302)),
    "account_confirm_email": Rule(PUBLIC, NOBODY, args=lambda _w: {"key": "none"}),
    "account_reset_password_from_key_done": Rule(PUBLIC, POSTS_ONLY),
    "account_reset_password_from_key": Rule(all_(302), args=worlds.reset_password_keys),
    "account_reset_password_done": Rule(PUBLIC, POSTS_ONLY),
    # --- files ---------------------------------------------------------------------------------
    "^media/(?P<path>.+)$": Rule(NOBODY, args=lambda _w: {"path": "none.webp"}),
}


def addresses() -> dict[str, str]:
    """Name → pattern of everything that is mounted; a pattern stands for a missing name."""
    return dict(_walk(get_resolver().url_patterns, (), ""))


def _walk(rows: Any, spaces: tuple[str, ...], before: str) -> Iterator[tuple[str, str]]:
    for row in rows:
        pattern = before + str(row.pattern)
        if isinstance(row, URLResolver):
            inside = (*spaces, row.namespace) if row.namespace else spaces
            yield from _walk(row.url_patterns, inside, pattern)
        elif isinstance(row, URLPattern):
            yield ":".join((*spaces, row.name)) if row.name else pattern, pattern


def url_of(name: str, world: World) -> str:
    args = RULES[name].args(world)
    if name.startswith("^"):  # without a name
        return "/" + name.strip("^$").partition("(")[0] + args["path"]
    return reverse(name, kwargs=args)


def mounted() -> list[str]:
    return [name for name in RULES if name in addresses()]


@pytest.fixture
def world() -> World:
    return worlds.build()


def whole_url(name: str, world: World) -> str:
    query = urlencode(RULES[name].query(world))
    return url_of(name, world) + (f"?{query}" if query else "")


def closed(answer: Any) -> Any:
    """Read to the end, which lets go of the file that it comes from; what was read is kept."""
    if answer.streaming:
        answer.streaming_content = [answer.getvalue()]
    return answer


def differing(found: dict[Any, Any], wanted: dict[Any, Any]) -> str:
    """A line for each difference; pytest cuts a long dictionary."""
    return "\n".join(
        f"{key}: {value}, not {wanted[key]}" for key, value in found.items() if value != wanted[key]
    )


def test_every_address_has_a_rule() -> None:
    unknown = {name: pattern for name, pattern in addresses().items() if name not in RULES}

    assert unknown == {}, "who may read and change this? Say it in RULES"


def test_who_reads_what(world: World) -> None:
    """Nobody changes anything by looking, and a seller's pages show nothing of another's."""
    before, pages = worlds.snapshot(), {}
    for name in mounted():
        cache.clear()  # throttles
        for role in ROLES:
            pages[name, role] = closed(world.clients[role].get(whole_url(name, world)))

    found = {name: tuple(pages[name, role].status_code for role in ROLES) for name in mounted()}
    assert differing(found, {name: RULES[name].get for name in found}) == ""
    assert worlds.snapshot() == before

    sellers = {"seller": (world.stall, world.other), "other": (world.other, world.stall)}
    for role, (own, foreign) in sellers.items():
        shown = "".join(
            b"".join(pages[name, role]).decode(errors="replace")
            for name in mounted()
            if name.startswith(("portal:", "payouts:"))
            and pages[name, role].status_code == 200
            and not pages[name, role].streaming
        )
        assert [mark for mark in foreign.marks if mark in shown] == [], role
        if role == "seller":  # the addresses name this one's rows
            assert [mark for mark in own.marks if mark not in shown] == []


def test_who_changes_what(world: World) -> None:
    """Whoever is not named by the rule changes nothing, whatever the answer."""
    before = worlds.snapshot()
    found: dict[str, Statuses] = {}
    changed: dict[str, tuple[str, ...]] = {}
    for name in mounted():
        cache.clear()
        for role in ROLES:
            client = world.clients[role]
            cookies = client.cookies.copy()
            with transaction.atomic(), worlds.writing() as statements:
                answer = closed(client.post(whole_url(name, world), RULES[name].data(world)))
                writes = bool(statements) and worlds.snapshot() != before
                transaction.set_rollback(True)
            client.cookies = cookies
            found[name] = (*found.get(name, ()), answer.status_code)
            changed[name] = (*changed.get(name, ()), *([role] if writes else []))

    assert differing(found, {name: RULES[name].post or RULES[name].get for name in found}) == ""
    assert differing(changed, {name: RULES[name].writers for name in changed}) == ""


def test_every_form_needs_its_token(world) -> None:
    """Stripe's events carry a signature instead; an alert is stopped by the key of its e-mail."""
    open_to_forgers = {}
    for name in mounted():
        client = Client(enforce_csrf_checks=True)
        client.cookies = world.clients["operator"].cookies.copy()
        response = closed(client.post(url_of(name, world), RULES[name].data(world)))
        if response.status_code != 403:
            open_to_forgers[name] = response.status_code

    assert open_to_forgers == {
        "payments:stripe-events": 400,
        "payments:stripe-account-events": 400,
        "storefront:alert-stop": 303,
    }
