from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.care.operations import LONGEST_TEXT
from marketplace.core.money import Money
from marketplace.technical import makers
from marketplace.technical.makers import Maker
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


class ChoiceForm(forms.Form):
    """One more value that an attribute may take."""

    label = forms.CharField(label=_("En français"), max_length=60)
    label_en = forms.CharField(label=_("En anglais"), max_length=60)


class AcceptProposalForm(forms.Form):
    family = forms.ModelChoiceField(
        label=_("Famille"),
        queryset=Family.objects.select_related("sport").order_by("sport__position", "position"),
        to_field_name="slug",
        empty_label=_("Choisissez une famille"),
        error_messages={"required": _("Choisissez la famille du produit.")},
    )

    manufacturer_ref = forms.CharField(
        label=_("Référence du fabricant"), max_length=64, required=False
    )
    maker_name = forms.CharField(
        label=_("Fabricant : raison sociale"), max_length=160, required=False
    )
    maker_address = forms.CharField(
        label=_("Fabricant : adresse postale"),
        max_length=300,
        required=False,
        validators=[makers.place],
    )
    maker_email = forms.EmailField(label=_("Fabricant : adresse e-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["family"]
        field.label_from_instance = _under_its_sport

    @property
    def maker(self) -> Maker:
        """What was said of the maker, once the form is valid."""
        said = self.cleaned_data
        return Maker(said["maker_name"], said["maker_address"], said["maker_email"])


class MakerForm(forms.Form):
    """Who makes what is of a brand: all three, once for all its references; outside the Union,
    who answers for them too."""

    maker_name = forms.CharField(label=_("Raison sociale"), max_length=160)
    maker_address = forms.CharField(
        label=_("Adresse postale"), max_length=300, validators=[makers.place]
    )
    maker_email = forms.EmailField(label=_("Adresse e-mail"))
    maker_abroad = forms.BooleanField(
        label=_("Le fabricant est hors de l’Union européenne"), required=False
    )
    responsible_name = forms.CharField(
        label=_("Responsable dans l’Union : raison sociale"), max_length=160, required=False
    )
    responsible_address = forms.CharField(
        label=_("Responsable dans l’Union : adresse postale"),
        max_length=300,
        required=False,
        validators=[makers.place],
    )
    responsible_email = forms.EmailField(
        label=_("Responsable dans l’Union : adresse e-mail"), required=False
    )

    @property
    def maker(self) -> Maker:
        """What was said, once the form is valid."""
        return Maker(**{name.removeprefix("maker_"): v for name, v in self.cleaned_data.items()})


def _under_its_sport(family: Family) -> str:
    """Two sports may call a family alike."""
    return f"{family.sport} · {family}"


USUAL_REASONS = (
    _("Ce produit ne relève pas des familles que Cordée présente."),
    _("La fiche ne permet pas de reconnaître le produit : complétez titre, marque et référence."),
    _("Ce produit ne peut pas être vendu : il lui manque le fabricant et son adresse."),
    _("Ce n’est pas un article neuf vendu à l’unité."),
)


class RefuseProposalForm(forms.Form):
    usual = forms.ChoiceField(
        label=_("Motif, lu par la boutique"),
        choices=[*((str(place), words) for place, words in enumerate(USUAL_REASONS)),
                 ("", _("Un autre, ci-dessous"))],
        required=False,
        widget=forms.Select(attrs={"data-keys": ""}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Précision"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """The usual reason and what is added to it, as one text under "reason"."""
        said = self.cleaned_data
        usual = str(USUAL_REASONS[int(said["usual"])]) if said.get("usual") else ""
        said["reason"] = " ".join(filter(None, (usual, said.get("reason", "").strip())))
        if not said["reason"]:
            self.add_error("reason", _("Indiquez pourquoi ce produit est refusé."))
        return said


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ce n’est pas ce produit, lu par la boutique"),
        max_length=300,
        error_messages={"required": _("Indiquez pourquoi ce rattachement est défait.")},
    )
