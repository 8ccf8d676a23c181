"""What operators say of a voucher; ``buying.vouchers.operations`` says what can be."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.buying.vouchers import codes
from marketplace.buying.vouchers.models import Voucher
from marketplace.buying.vouchers.operations import LONGEST_NAME, LONGEST_REASON, MOST_CODES, Terms
from marketplace.core.days import check_written
from marketplace.core.euros import EurosField
from marketplace.core.money import Money
from marketplace.technical.models import Family, Sport
from marketplace.traders.models import Trader


def _count(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, **options)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=_("Ce jour compris."),
        validators=[check_written],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _some(rows: Any, label: Any) -> forms.Field:
    return forms.ModelMultipleChoiceField(
        rows, label=label, required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )


class VoucherForm(forms.Form):
    """A new voucher, with the code that everybody types or with codes that are used once each."""

    name = forms.CharField(
        label=_("Nom"),
        help_text=_("Le client le lit dans son panier et ses e-mails."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Code pour tous"),
        help_text=_("Lettres et chiffres. Vide pour une série de codes à usage unique."),
        max_length=2 * codes.LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    series = _count(_("Ou nombre de codes à usage unique"), max_value=MOST_CODES)
    kind = forms.ChoiceField(label=_("Ce qu’il retire"), choices=Voucher.Kind.choices)
    amount = EurosField(
        label=_("Montant, en euros"), required=False, help_text=_("Pour un bon d’un montant.")
    )
    percent = forms.IntegerField(
        label=_("Pourcentage"),
        help_text=_("Pour un bon d’un pourcentage, de 1 à 100."),
        required=False,
        min_value=1,
        max_value=100,
    )
    cap = EurosField(label=_("Plafond du pourcentage, en euros"), required=False)
    minimum = EurosField(
        label=_("Minimum d’achat, en euros"),
        required=False,
        help_text=_("Des articles pour lesquels il vaut, sans la livraison."),
    )
    starts = _day(_("Valable du"))
    ends = _day(_("Au"))
    uses = _count(_("Utilisations en tout"), help_text=_("Vide : autant que le budget le permet."))
    per_person = _count(_("Utilisations par personne"), initial=1)
    budget = EurosField(
        label=_("Budget, en euros"),
        help_text=_("Le plus que ce bon coûtera à Cordée : la boutique touche son prix entier."),
    )
    sports = _some(Sport.objects.order_by("position"), _("Seulement ces sports"))
    families = _some(
        Family.objects.select_related("sport").order_by("sport__position", "position"),
        _("Seulement ces familles"),
    )
    traders = _some(Trader.objects.order_by("name"), _("Seulement ces boutiques"))
    reason = forms.CharField(
        label=_("Pourquoi"),
        help_text=_("Gardé au journal avec votre nom."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Indiquez pourquoi.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["families"]
        field.label_from_instance = lambda family: f"{family.sport} · {family}"

    @property
    def said(self) -> dict[str, Any]:
        """What ``operations.make`` asks for, once the form is valid."""
        said = self.cleaned_data
        terms = Terms(
            name=said["name"],
            kind=said["kind"],
            amount_minor=_minor(said["amount"]),
            percent=said["percent"],
            cap_minor=_minor(said["cap"]),
            minimum_minor=_minor(said["minimum"]) or 0,
            starts_at=_at(said["starts"], time.min),
            ends_at=_at(said["ends"], time.max),
            uses_most=said["uses"],
            uses_per_person=said["per_person"],
            budget_minor=_minor(said["budget"]) or 0,
            sport_ids=_ids(said["sports"]),
            family_ids=_ids(said["families"]),
            trader_ids=_ids(said["traders"]),
        )
        return {
            "terms": terms,
            "code": said["code"],
            "series": said["series"] or 0,
            "reason": said["reason"],
        }


class StopVoucherForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi l’arrêter"),
        help_text=_("Gardé au journal avec votre nom. Un bon arrêté ne reprend pas."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Indiquez pourquoi.")},
    )


class SeriesForm(forms.Form):
    series = forms.IntegerField(
        label=_("Nombre de codes à ajouter"), min_value=1, max_value=MOST_CODES
    )


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


def _ids(rows: Sequence[Any]) -> list[int]:
    return sorted(row.pk for row in rows)
