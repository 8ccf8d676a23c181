from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from marketplace.care.operations import LONGEST_TEXT
from marketplace.fulfilment.tracking import CARRIERS
from sellers.feeds.limits import MAX_BYTES
from sellers.feeds.settings import Settings

MOST_FILES = 2
EXCERPT = "excerpt"
WHOLE = [
    ("", _("la même chose que la dernière fois")),
    ("full", _("tout mon catalogue")),
    ("delta", _("une partie")),
]


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif, lu par le client"),
        help_text=_("Une phrase : « dernière paire vendue en boutique ce matin »."),
        max_length=300,
        error_messages={"required": _("Indiquez pourquoi cet article ne peut pas être livré.")},
    )


class ShipForm(forms.Form):
    carrier = forms.ChoiceField(
        label=_("Transporteur"), choices=[(name, name) for name in CARRIERS]
    )
    tracking = forms.RegexField(
        r"\A[A-Za-z0-9 -]{6,40}\Z",
        label=_("Numéro de suivi"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Indiquez le numéro de suivi."),
            "invalid": _("Un numéro de suivi compte 6 à 40 lettres et chiffres."),
        },
    )


class HandOverForm(forms.Form):
    code = forms.CharField(
        label=_("Code de retrait"),
        help_text=_("Six chiffres : le client les lit sur sa commande."),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Demandez au client le code de sa commande.")},
    )


class FilesField(forms.FileField):
    """One file, or the two that make one feed."""

    widget = forms.FileInput  # with several, see ``UploadForm``

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        files = data if isinstance(data, list) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Un fichier, ou les deux qui vont ensemble : pas davantage."), "too_many"
            )
        found = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        if sum(file.size for file in found) > MAX_BYTES:
            raise forms.ValidationError(
                _("Ce fichier dépasse 2 Go : envoyez-le en plusieurs fois."), "too_large"
            )
        return found


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """An export, and what it does not say itself."""

    export = FilesField(
        label=_("Votre export"),
        help_text=_(
            "CSV, Excel, XML ou JSON, aussi en ZIP. PrestaShop : choisissez ensemble les produits "
            "et les déclinaisons."
        ),
        widget=FilesInput,
        error_messages={
            "required": _("Choisissez le fichier que votre boutique en ligne a exporté."),
            "empty": _("Ce fichier est vide : refaites l’export."),
        },
    )
    point = forms.ChoiceField(label=_("Le stock est celui de"))
    whole = forms.ChoiceField(
        label=_("Ce fichier contient"),
        help_text=_(
            "Ce qui manque à « tout mon catalogue » n’est plus en vente ; ce qui manque à une "
            "partie ne change pas."
        ),
        required=False,
        choices=[*WHOLE, (EXCERPT, _("des lignes refusées, cette fois"))],
    )
    pictures = forms.URLField(
        label=_("Adresse de vos images"),
        help_text=_(
            "Seulement si votre export n’en donne que le chemin, comme Magento : "
            "https://boutique.fr/media/catalog/product/"
        ),
        required=False,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"])],
        max_length=300,
        error_messages={"invalid": _("Une adresse commence par https://.")},
    )

    def __init__(self, *args: Any, points: Mapping[str, str], **kwargs: Any) -> None:
        """``points``: code → name of the shops and warehouses of the trader."""
        super().__init__(*args, **kwargs)
        if len(points) > 1:
            cast(forms.ChoiceField, self.fields["point"]).choices = list(points.items())
        else:
            del self.fields["point"]

    @property
    def settled(self) -> dict[str, Any]:
        """What is said of the feed, as fields of its ``Settings``."""
        said = self.cleaned_data
        return {
            "point": said.get("point"),
            "delta": {"full": False, "delta": True}.get(said["whole"]),
            "excerpt": said["whole"] == EXCERPT or None,
            "pictures": said["pictures"] or None,
        }

    @property
    def settings(self) -> Settings:
        return Settings(**self.settled)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Votre réponse"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Écrivez votre message.")},
    )
