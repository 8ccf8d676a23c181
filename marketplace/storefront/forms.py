"""What shoppers fill in."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField

from marketplace.buying.operations import AddressData
from marketplace.care.models import Case
from marketplace.care.operations import LONGEST_TEXT
from marketplace.delivery import addresses

MOST_UNITS = 99
MOST_TOWNS = 4  # that are proposed for a postcode
POSTCODE = re.compile(r"^(?:0[1-9]|[1-8]\d|9[0-5])\d{3}$")
FIVE_DIGITS = re.compile(r"^[0-9]{5}$")
UNSEEN = {"Cc", "Cf"}  # characters of control and of format, in Unicode's categories
OVERSEAS = re.compile(r"^9[78]\d{3}$")


class NameField(forms.CharField):
    """A person's name: what nobody sees of it is taken out, and a letter has to be left."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return "".join(c for c in typed if unicodedata.category(c) not in UNSEEN).strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not any(c.isalpha() for c in value):
            raise forms.ValidationError(_("Un nom s’écrit avec des lettres."))


class AddForm(forms.Form):
    """One offer to put into the basket; the one of a size that is chosen in the same form comes
    with its ``reference``, so that who chose none can be asked."""

    stockrecord = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    reference = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    quantity = forms.IntegerField(min_value=1, max_value=MOST_UNITS, required=False)

    def clean_quantity(self) -> int:
        return int(self.cleaned_data["quantity"] or 1)

    @property
    def hurried(self) -> int | None:
        """The reference of which no size was chosen yet."""
        lacks = self.has_error("stockrecord", "required")
        return self.cleaned_data.get("reference") if lacks else None


class QuantityForm(forms.Form):
    """How many units of a basket line; 0 takes it out."""

    quantity = forms.IntegerField(min_value=0, max_value=MOST_UNITS)


@dataclass(frozen=True)
class Doubt:
    """A town that is not known to be one of its postcode's."""

    postcode: str
    town: str

    @property
    def key(self) -> str:
        """Names the pair, so that another one is asked about again."""
        return f"{self.postcode} {addresses.plain(self.town)}"

    @property
    def towns(self) -> Sequence[str]:
        """The largest of those that it may be."""
        return addresses.towns(self.postcode)[:MOST_TOWNS]

    @property
    def question(self) -> str:
        known = addresses.towns(self.postcode)
        if not known:
            return _(
                "Nous ne connaissons pas le code postal %(postcode)s : corrigez-le, ou confirmez "
                "votre adresse."
            ) % {"postcode": self.postcode}
        told = {"postcode": self.postcode, "towns": ", ".join(self.towns)}
        if len(known) > MOST_TOWNS:
            return _(
                "%(postcode)s est le code postal de %(towns)s et d’autres communes : corrigez, "
                "ou confirmez votre adresse."
            ) % told  # fmt: skip
        return _(
            "%(postcode)s est le code postal de %(towns)s : corrigez, ou confirmez votre "
            "adresse."
        ) % told  # fmt: skip


class VoucherForm(forms.Form):
    """The code of a voucher, as it is printed or typed."""

    code = forms.CharField(
        label=gettext_lazy("Code du bon"),
        max_length=60,
        error_messages={"required": gettext_lazy("Écrivez le code du bon.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CheckoutForm(forms.Form):
    """Who orders, where to, and that the terms are accepted."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse e-mail"),
        max_length=254,
        help_text=gettext_lazy("Pour la confirmation et le suivi. Pas de publicité."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    first_name = NameField(
        label=gettext_lazy("Prénom"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=gettext_lazy("Nom"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    line1 = forms.CharField(
        label=gettext_lazy("Adresse"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    line2 = forms.CharField(
        label=gettext_lazy("Complément (facultatif)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Code postal"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    town = forms.CharField(
        label=gettext_lazy("Ville"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    phone = PhoneNumberField(
        label=gettext_lazy("Téléphone"),
        region="FR",
        help_text=gettext_lazy("Pour le transporteur, le jour de la livraison."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    terms = forms.BooleanField(
        label=gettext_lazy("J’accepte les conditions générales de vente."),
        error_messages={"required": gettext_lazy("Acceptez les conditions pour commander.")},
    )
    # What the shopper insists on: a town that is not one of its postcode's, as ``Doubt.key``.
    sure = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    doubt: Doubt | None = None

    def clean_postcode(self) -> str:
        """Mainland France and Corsica, which is where parcels go."""
        postcode = "".join(str(self.cleaned_data["postcode"]).split())
        if OVERSEAS.match(postcode):
            raise forms.ValidationError(
                _("Nous livrons en France métropolitaine seulement, pour le moment.")
            )
        if not FIVE_DIGITS.match(postcode):
            raise forms.ValidationError(_("Un code postal français a cinq chiffres, comme 69002."))
        if not POSTCODE.match(postcode):
            raise forms.ValidationError(
                _("Le code postal %(postcode)s n’existe pas : corrigez-le.")
                % {"postcode": postcode}
            )
        return postcode

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """A town that is not one of its postcode's is asked about once, and then believed."""
        said = self.cleaned_data
        postcode, town = said.get("postcode"), said.get("town")
        if postcode and town and not addresses.agrees(postcode=postcode, town=town):
            doubt = Doubt(postcode, town)
            if said.get("sure") != doubt.key:
                self.doubt = doubt
                self.add_error("town", doubt.question)
        return said

    @property
    def known_email(self) -> str:
        """Whose order it would be, "" while the address is wrong."""
        return str(self.cleaned_data.get("email", ""))

    @property
    def address(self) -> AddressData:
        data = self.cleaned_data
        return AddressData(
            **{name: data[name] for name in ("first_name", "last_name", "line1", "line2", "town")},
            postcode=data["postcode"],
            country="FR",
            phone=data["phone"].as_e164,
        )


class CaseForm(forms.Form):
    """What is wrong with one line, in words."""

    topic = forms.ChoiceField(
        label=gettext_lazy("De quoi s’agit-il ?"),
        choices=[("", gettext_lazy("Choisissez")), *Case.Topic.choices],
    )
    text = forms.CharField(
        label=gettext_lazy("Votre message"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("Dites ce qui s’est passé et ce que vous souhaitez."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    # The same for each sending of one form, so that a double click opens one case.
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Votre réponse"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class FindOrderForm(forms.Form):
    """The two things that somebody without a link knows of an order."""

    number = forms.CharField(
        label=gettext_lazy("Numéro de commande"),
        max_length=40,
        help_text=gettext_lazy("Il commence par C et figure dans chaque e-mail."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse e-mail de la commande"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_number(self) -> str:
        """As it is stored, however it was typed or pasted."""
        return re.sub(r"[^0-9A-Z]", "", str(self.cleaned_data["number"]).upper())

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NameForm(forms.Form):
    first_name = NameField(
        label=gettext_lazy("Prénom"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=gettext_lazy("Nom"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
