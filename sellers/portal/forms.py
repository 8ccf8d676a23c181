from django import forms
from django.utils.translation import gettext_lazy as _

CARRIERS = [
    (name, name)
    for name in ("Colissimo", "Chronopost", "Mondial Relay", "DPD", "GLS", "UPS", "DHL")
]


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif, lu par le client"),
        max_length=300,
        error_messages={"required": _("Indiquez pourquoi cet article ne peut pas être livré.")},
    )


class ShipForm(forms.Form):
    carrier = forms.ChoiceField(label=_("Transporteur"), choices=CARRIERS)
    tracking = forms.RegexField(
        r"^[A-Za-z0-9 -]{6,40}$",
        label=_("Numéro de suivi"),
        error_messages={
            "required": _("Indiquez le numéro de suivi."),
            "invalid": _("Un numéro de suivi compte 6 à 40 lettres et chiffres."),
        },
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Votre réponse"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Écrivez votre message.")},
    )
