from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core import fetching
from sellers.feeds.models import FeedAddress
from sellers.feeds.settings import Settings
from sellers.portal.forms import WHOLE, UploadForm
from sellers.portal.wording import DAILY, remedy

Every = FeedAddress.Every
DEFAULT_HOUR = 3


def _at(hour: int) -> str:
    return f"{Every.DAY}-{hour}"


class AddressForm(UploadForm):
    """An address instead of a file, and how often it is fetched."""

    field_order = ("address", "often", "point", "whole", "pictures")

    address = forms.CharField(
        label=_("Adresse de l’export"),
        help_text=_(
            "Elle commence par https://. Ce qui suit le point d’interrogation n’est montré que sur "
            "cette page."
        ),
        max_length=2000,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Donnez l’adresse de votre export.")},
    )
    often = forms.ChoiceField(label=_("Relever"), help_text=_("À l’heure de Paris."))

    def __init__(
        self, *args: Any, points: Mapping[str, str], row: FeedAddress | None = None, **kwargs: Any
    ) -> None:
        """``row``: the address that is changed."""
        self.asked = Settings(**row.asked) if row else Settings()
        super().__init__(*args, points=points, initial=_initial(row, self.asked), **kwargs)
        del self.fields["export"]
        cast(forms.ChoiceField, self.fields["whole"]).choices = WHOLE
        often = self.fields["often"]
        assert isinstance(often, forms.ChoiceField)
        often.choices = [
            (Every.HOUR, Every.HOUR.label),
            (Every.SIX_HOURS, Every.SIX_HOURS.label),
            *((_at(hour), DAILY % {"hour": hour}) for hour in range(24)),
        ]

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        try:
            fetching.checked(address)
        except fetching.AddressRefused as error:
            said = f"{error.message} {remedy(error.code)}"
            raise forms.ValidationError(said, error.code) from error
        return address

    @property
    def said(self) -> dict[str, Any]:
        """What ``addresses.add`` and ``change`` are told."""
        every, _dash, hour = self.cleaned_data["often"].partition("-")
        return {
            "address": self.cleaned_data["address"],
            "every": every,
            "hour": int(hour or DEFAULT_HOUR),
            "settings": replace(self.asked, **self.settled),
        }


def _initial(row: FeedAddress | None, asked: Settings) -> dict[str, Any]:
    if row is None:
        return {"often": _at(DEFAULT_HOUR)}
    return {
        "address": row.address,
        "often": _at(row.hour) if row.every == Every.DAY else row.every,
        "point": asked.point,
        "whole": {None: "", True: "delta", False: "full"}[asked.delta],
        "pictures": asked.pictures or "",
    }
