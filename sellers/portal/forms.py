from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.care.operations import LONGEST_TEXT
from marketplace.fulfilment.tracking import CARRIERS


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


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Votre réponse"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Écrivez votre message.")},
    )
