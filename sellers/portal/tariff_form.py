from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.euros import EurosField
from marketplace.core.money import Money
from marketplace.delivery import relays
from marketplace.delivery.models import Method, Tariff
from marketplace.delivery.operations import Terms

DEAREST = Money(500_00)
DEAREST_GOODS = Money(100_000_00)
LONGEST = 30  # working days


class TariffForm(forms.Form):
    """One method of delivering: whether it is offered, and for how much."""

    offered = forms.BooleanField(required=False)
    charge = EurosField(label=_("Frais par colis, en euros"), required=False, most=DEAREST)
    free_from = EurosField(
        label=_("Offert dès (euros d’articles)"),
        help_text=_("Vide : jamais."),
        required=False,
        most=DEAREST_GOODS,
    )
    transit_days = forms.IntegerField(
        label=_("Jours ouvrés de transport"),
        min_value=0,
        max_value=LONGEST,
        required=False,
        error_messages={
            name: _("Écrivez un nombre de jours, de 0 à 30.")
            for name in ("invalid", "min_value", "max_value")
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, method: Method, tariff: Tariff | None
    ) -> None:
        super().__init__(data, prefix=method.value)
        self.method, self.label = method, method.label
        self.always = method in {Method.HOME, Method.PICKUP}
        if self.always:
            del self.fields["offered"]
        else:
            self.fields["offered"].label = str(_("Proposer les points relais"))
        if method == Method.PICKUP:
            del self.fields["transit_days"]
        if tariff is not None:
            self.initial = {
                "offered": True,
                "charge": Money(tariff.minor),
                "free_from": _money(tariff.free_from_minor),
                "transit_days": tariff.transit_days,
            }
        elif method == Method.PICKUP:
            self.initial = {"charge": Money(0)}

    def clean(self) -> dict[str, Any]:
        """What is offered has a charge, and the days that it travels."""
        said = self.cleaned_data
        if self.always or said.get("offered"):
            for name in ("charge", "transit_days"):
                if name in self.fields and said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("À remplir ; 0 s’il n’y en a pas."))
        return said

    @property
    def terms(self) -> Terms | None:
        """What a valid form says; None for a method that is not offered."""
        said = self.cleaned_data
        if not (self.always or said["offered"]):
            return None
        free_from = said["free_from"]
        return Terms(
            minor=said["charge"].minor,
            free_from_minor=None if free_from is None else free_from.minor,
            transit_days=said.get("transit_days") or 0,
        )


def forms_of(tariffs: Iterable[Tariff], data: Mapping[str, Any] | None = None) -> list[TariffForm]:
    """A form for each method that can be offered here."""
    known = {tariff.method: tariff for tariff in tariffs}
    methods = [Method.HOME, Method.PICKUP]
    if relays.network() is not None:
        methods.append(Method.RELAY)
    return [TariffForm(data, method=method, tariff=known.get(method)) for method in methods]


def _money(minor: int | None) -> Money | None:
    return None if minor is None else Money(minor)
