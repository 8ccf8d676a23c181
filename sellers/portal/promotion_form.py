from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.days import PARIS, check_written
from marketplace.core.euros import EurosField
from marketplace.core.money import Money
from marketplace.offers.models import OfferTerms, Promotion
from marketplace.offers.promotions import Wish

MOST_SKUS = 500
CENT = Money(1)


class PromotionForm(forms.Form):
    """A dated reduction on some of a seller's offers."""

    name = forms.CharField(
        label=_("Nom, pour vous"),
        help_text=_("« Fin de saison trail » : vos clients ne le lisent pas."),
        max_length=60,
        error_messages={"required": _("Donnez un nom à la promotion, pour la retrouver.")},
    )
    kind = forms.ChoiceField(
        label=_("Réduction"),
        choices=[
            (Promotion.Kind.PERCENT, _("en pourcentage")),
            (Promotion.Kind.AMOUNT, _("en euros")),
        ],
    )
    value = EurosField(
        least=CENT,
        label=_("De combien"),
        help_text=_("20 veut dire 20 %, ou 20 € par article."),
    )
    first = forms.DateField(
        label=_("Du"),
        validators=[check_written],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Donnez le premier jour."),
            "invalid": _("Écrivez une date, par exemple 2026-12-24."),
        },
    )
    last = forms.DateField(
        label=_("Au"),
        help_text=_("Ce jour compris, jusqu’à minuit."),
        validators=[check_written],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Donnez le dernier jour."),
            "invalid": _("Écrivez une date, par exemple 2026-12-24."),
        },
    )
    budget = EurosField(
        least=CENT,
        label=_("Budget, en euros de réduction"),
        help_text=_("La promotion s’arrête d’elle-même quand il est épuisé. Vide : sans limite."),
        required=False,
    )
    families = forms.MultipleChoiceField(
        label=_("Familles"),
        help_text=_("Aucune cochée et aucune référence écrite : toutes vos offres."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skus = forms.CharField(
        label=_("Seulement ces références, une par ligne"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, families: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["families"].choices = families  # type: ignore[attr-defined]

    def clean_value(self) -> int:
        value: int = self.cleaned_data["value"].minor
        if self.cleaned_data.get("kind") == Promotion.Kind.AMOUNT:
            return value
        if value % 100:
            raise forms.ValidationError(_("Écrivez un pourcentage entier, par exemple 20."))
        return value // 100

    def clean_skus(self) -> list[str]:
        skus = list(dict.fromkeys(self.cleaned_data["skus"].split()))
        if len(skus) > MOST_SKUS:
            raise forms.ValidationError(
                _("%(most)s références au plus : choisissez plutôt des familles.")
                % {"most": MOST_SKUS}
            )
        return skus

    @property
    def wish(self) -> Wish:
        """What a valid form says; days are those of Paris, whole."""
        said = self.cleaned_data
        return Wish(
            name=said["name"],
            kind=said["kind"],
            value=said["value"],
            starts_at=datetime.combine(said["first"], time.min, PARIS),
            ends_at=datetime.combine(said["last"] + timedelta(days=1), time.min, PARIS),
            budget_minor=said["budget"].minor if said["budget"] else None,
            families=said["families"],
            skus=said["skus"],
        )


# Which field of the form a wish that cannot be is told at.
FIELD_OF = {"ends_at": "last", "starts_at": "first"}


class ConditionForm(forms.Form):
    """In which condition an offer is sold."""

    condition = forms.ChoiceField(
        label=_("État de ce que vous vendez"),
        help_text=_("Ce qui n’est pas intact passe derrière ce qui l’est."),
        choices=OfferTerms.Condition.choices,
        error_messages={"invalid_choice": _("Choisissez un des états proposés.")},
    )
