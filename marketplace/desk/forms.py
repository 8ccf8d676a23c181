from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.care.operations import LONGEST_TEXT
from marketplace.core.money import Money
from marketplace.technical.models import Family


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Message aux deux parties"),
        help_text=_("Le client et la boutique le lisent, et le reçoivent par e-mail."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Écrivez votre message.")},
    )


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Décision et motif, lus par les deux parties"),
        help_text=_("Dites ce qui est décidé, puis pourquoi. Le dossier ne se rouvre pas."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Indiquez le motif de votre décision.")},
    )
    refund = forms.BooleanField(required=False)

    def __init__(self, *args: Any, refundable: Money | None, **kwargs: Any) -> None:
        """``refundable``: what can still go back to the shopper; without it nobody is asked."""
        super().__init__(*args, **kwargs)
        if refundable is None:
            del self.fields["refund"]
        else:
            self.fields["refund"].label = _("Rembourser l’article au client : %(amount)s") % {
                "amount": refundable
            }


class AcceptProposalForm(forms.Form):
    family = forms.ModelChoiceField(
        label=_("Famille"),
        queryset=Family.objects.select_related("sport").order_by("sport__position", "position"),
        to_field_name="slug",
        empty_label=_("Choisissez une famille"),
        error_messages={"required": _("Choisissez la famille du produit.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["family"]
        field.label_from_instance = _under_its_sport


def _under_its_sport(family: Family) -> str:
    """Two sports may call a family alike."""
    return f"{family.sport} · {family}"


class RefuseProposalForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif, lu par la boutique"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Indiquez pourquoi ce produit est refusé.")},
    )
