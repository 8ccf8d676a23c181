from collections.abc import Collection
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.technical import makers
from marketplace.technical.models import Brand

WITHIN, ABROAD = "within", "abroad"
RESPONSIBLE: Final = ("responsible_name", "responsible_address", "responsible_email")
WHERE: Final = gettext_lazy("Rue, code postal, ville et pays.")


def _address(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=WHERE,
        max_length=300,
        validators=[makers.place],
        widget=forms.Textarea(attrs={"rows": 2}),
        **options,
    )


class MakerForm(forms.Form):
    """Who makes what is of a brand; only what is still to be said, or was said by the seller."""

    maker_name = forms.CharField(
        label=gettext_lazy("Raison sociale du fabricant"),
        help_text=gettext_lazy("La société qui fabrique, ou fait fabriquer sous sa marque."),
        max_length=160,
        error_messages={"required": gettext_lazy("Donnez la raison sociale du fabricant.")},
    )
    maker_address = _address(
        gettext_lazy("Adresse postale du fabricant"),
        error_messages={"required": gettext_lazy("Donnez l’adresse postale du fabricant.")},
    )
    maker_email = forms.EmailField(
        label=gettext_lazy("Adresse électronique du fabricant"),
        help_text=gettext_lazy("Celle où un client peut lui écrire : contact@marque.fr."),
        error_messages={"required": gettext_lazy("Donnez l’adresse électronique du fabricant.")},
    )
    maker_abroad = forms.ChoiceField(
        label=gettext_lazy("Où le fabricant est-il établi ?"),
        choices=[
            (WITHIN, gettext_lazy("dans l’Union européenne")),
            (ABROAD, gettext_lazy("hors de l’Union : Suisse, Royaume-Uni, États-Unis, Chine…")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites où le fabricant est établi.")},
    )
    responsible_name = forms.CharField(
        label=gettext_lazy("Raison sociale"),
        max_length=160,
        required=False,
    )
    responsible_address = _address(gettext_lazy("Adresse postale"), required=False)
    responsible_email = forms.EmailField(label=gettext_lazy("Adresse électronique"), required=False)

    def __init__(self, *args: Any, brand: Brand, settled: Collection[str], **kwargs: Any) -> None:
        """``settled``: fields that are not the seller's to say."""
        super().__init__(*args, **kwargs)
        self._abroad = brand.maker_abroad
        for name in settled:
            del self.fields[name]
        if "maker_abroad" in settled and not brand.maker_abroad:
            for name in RESPONSIBLE:
                self.fields.pop(name, None)
        self.initial = {name: getattr(brand, name) for name in self.fields}
        if brand.maker_address and "maker_abroad" in self.fields:
            self.initial["maker_abroad"] = ABROAD if brand.maker_abroad else WITHIN
        self.told_of_responsible = [name for name in RESPONSIBLE if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Whether someone in the Union answers for a maker outside; else nobody is asked."""
        said = self.cleaned_data
        if "maker_abroad" in said:
            self._abroad = said["maker_abroad"] = said["maker_abroad"] == ABROAD
        for name in self.told_of_responsible:
            if not self._abroad:
                said[name] = ""
                self.errors.pop(name, None)
            elif not said.get(name) and name not in self.errors:
                self.add_error(name, _("Demandé d’un fabricant établi hors de l’Union."))
        return said

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Those of the maker itself."""
        return [self[name] for name in self.fields if name not in RESPONSIBLE]

    @property
    def responsible_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.told_of_responsible]
