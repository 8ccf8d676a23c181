"""What a shopper says to be told later: a size that is back, a price that has come down."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.alerts.models import Alert
from marketplace.alerts.operations import Wish
from marketplace.core.euros import EurosField
from marketplace.core.money import Money
from marketplace.storefront.cards import size_label
from marketplace.storefront.templatetags.cordee import money
from marketplace.technical.models import VariantSheet

HIGHEST = Money(100_000_00)


def _email() -> forms.EmailField:
    return forms.EmailField(
        label=gettext_lazy("Adresse e-mail"),
        max_length=254,
        help_text=gettext_lazy(
            "Pour cette alerte seulement. Un e-mail vous demandera votre accord."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class WishForm(forms.Form):
    """``sizes``: what may be chosen; ``mine``: the proven address of an account, which is taken."""

    def __init__(self, *args: Any, sizes: Sequence[VariantSheet], mine: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["size"]
        assert isinstance(field, forms.ChoiceField)
        any_size = [] if field.required else [("", gettext_lazy("Peu importe"))]
        field.choices = any_size + [(str(each.pk), size_label(each.size)) for each in sizes]
        if mine:
            del self.fields["email"]
        self.mine = mine

    @property
    def address(self) -> str:
        return self.mine or str(self.cleaned_data["email"]).lower()

    @property
    def variant_id(self) -> int | None:
        chosen = self.cleaned_data["size"]
        return int(chosen) if chosen else None

    def wish(self, reference_id: int) -> Wish:
        """What is wished for, once the form is valid."""
        raise NotImplementedError


class SizeAlertForm(WishForm):
    """One size that nobody has in stock now."""

    size = forms.ChoiceField(
        label=gettext_lazy("Taille"),
        error_messages={
            "invalid_choice": gettext_lazy("Cette taille n’existe pas ici, ou elle est en stock.")
        },
    )
    email = _email()

    def wish(self, reference_id: int) -> Wish:
        return Wish(Alert.Kind.SIZE, reference_id, self.variant_id, None)


class PriceAlertForm(WishForm):
    """A price below today's; ``lowest``: variant → today's lowest in cents, ``None`` of any."""

    size = forms.ChoiceField(
        label=gettext_lazy("Taille"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Cette taille n’existe pas ici.")},
    )
    ceiling = EurosField(
        label=gettext_lazy("Prix à ne pas dépasser, en euros, sans la livraison"),
        least=Money(100),
        most=HIGHEST,
    )
    email = _email()

    def __init__(self, *args: Any, lowest: Mapping[int | None, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lowest = lowest

    def clean(self) -> dict[str, Any]:
        """A price that is there already needs no alert."""
        told = super().clean() or self.cleaned_data
        ceiling = told.get("ceiling")
        today = self._lowest.get(self.variant_id) if "size" in told else None
        if ceiling is not None and today is not None and today <= ceiling.minor:
            self.add_error(
                "ceiling",
                _("Il est déjà à %(price)s aujourd’hui : demandez un prix plus bas.")
                % {"price": money(Money(today))},
            )
        return told

    def wish(self, reference_id: int) -> Wish:
        ceiling = self.cleaned_data["ceiling"].minor
        return Wish(Alert.Kind.PRICE, reference_id, self.variant_id, ceiling)
