from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.care.operations import LONGEST_TEXT
from marketplace.care.refunds import OfCase
from marketplace.technical import makers, queries, queue
from marketplace.technical.makers import Maker
from marketplace.technical.models import Family, Proposal
from marketplace.traders.models import Trader
from search.models import Steer
from search.steering.operations import LONGEST_REASON as LONGEST_STEER_REASON
from search.steering.operations import LONGEST_TEXT as LONGEST_STEERED
from search.steering.operations import MOST_PERCENT


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
        help_text=_(
            "Dites ce qui est décidé, si l’article est à renvoyer, puis pourquoi. Le dossier ne se "
            "rouvre pas."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Indiquez le motif de votre décision.")},
    )
    refund = forms.BooleanField(required=False)
    new_voucher = forms.BooleanField(
        required=False,
        help_text=_(
            "Valable une fois, pendant un an. Le client en lit le code dans son e-mail et dans sa "
            "demande ; la boutique ne le voit pas."
        ),
    )

    def __init__(self, *args: Any, back: OfCase | None, **kwargs: Any) -> None:
        """``back``: what closing can give back; without it nobody is asked, and of what no voucher
        has paid no voucher is offered."""
        super().__init__(*args, **kwargs)
        if back is None or not back.voucher:
            del self.fields["new_voucher"]
        else:
            self.fields["new_voucher"].label = _("Offrir au client un bon neuf de %(amount)s") % {
                "amount": back.voucher
            }
        if back is None:
            del self.fields["refund"]
        else:
            self._say(self.fields["refund"], back)

    @staticmethod
    def _say(field: forms.Field, back: OfCase) -> None:
        words = {"amount": back.amount, "voucher": back.voucher}
        field.label = _("Rembourser l’article au client : %(amount)s") % words
        if back.voucher:
            field.help_text = _(
                "Un bon en avait payé %(voucher)s : ils reviennent à Cordée, non au client."
            ) % words  # fmt: skip
        if not back.amount:
            field.label = _(
                "Reprendre à la boutique le prix de l’article : rien à rembourser au client"
            )
            field.help_text = _(
                "Un bon l’avait payé en entier : la boutique rend ses %(voucher)s à Cordée."
            ) % words  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A new voucher stands in for what was taken back."""
        said = self.cleaned_data
        if said.get("new_voucher") and not said.get("refund"):
            self.add_error(
                "new_voucher",
                _("Un bon neuf remplace celui qui a servi : cochez aussi « %(label)s ».")
                % {"label": self.fields["refund"].label},
            )
        return said


class ChoiceForm(forms.Form):
    """One more value that an attribute may take."""

    label = forms.CharField(label=_("En français"), max_length=60)
    label_en = forms.CharField(label=_("En anglais"), max_length=60)


class SynonymForm(forms.Form):
    """Phrases that find each other; ``search.synonyms.operations`` says which can."""

    phrases = forms.CharField(
        label=_("Expressions, une par ligne"),
        help_text=_(
            "Au singulier, sans s’occuper des accents : « doudoune », « veste matelassée »."
        ),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("Écrivez au moins deux expressions, une par ligne.")},
    )
    one_way = forms.BooleanField(
        label=_("À sens unique : la première trouve les autres, pas l’inverse"), required=False
    )

    @property
    def said(self) -> dict[str, Any]:
        """What ``operations.add`` and ``change`` ask for."""
        return {
            "phrases": self.cleaned_data["phrases"].splitlines(),
            "one_way": self.cleaned_data["one_way"],
        }


class SteerForm(forms.Form):
    """What is put first for a question; ``search.steering.operations`` says what can be."""

    text = forms.CharField(
        label=_("Recherche"),
        help_text=_("Telle que les visiteurs la tapent ; accents et pluriels sont égaux."),
        max_length=LONGEST_STEERED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reference = forms.CharField(
        label=_("Référence"),
        help_text=_("Référence du fabricant, EAN, ou adresse de la fiche."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Comment"),
        choices=[(Steer.Kind.PIN, _("En tête")),
                 (Steer.Kind.BOOST, _("Renforcée, d’un pourcentage de sa propre proximité"))],
    )  # fmt: skip
    percent = forms.IntegerField(
        label=_("Pourcentage, si elle est renforcée"),
        required=False,
        min_value=1,
        max_value=MOST_PERCENT,
    )
    until = forms.DateField(
        label=_("Jusqu’au"),
        help_text=_("Ce jour compris."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=_("Pourquoi"),
        help_text=_("Gardé au journal avec votre nom."),
        max_length=LONGEST_STEER_REASON,
        error_messages={"required": _("Indiquez pourquoi.")},
    )

    @property
    def said(self) -> dict[str, Any]:
        """What ``operations.add`` asks for, once the form is valid."""
        day: date = self.cleaned_data["until"]
        return {
            **self.cleaned_data,
            "until": timezone.make_aware(datetime.combine(day, time.max)),
        }


def _families() -> list[Any]:
    """Every family under its sport, and what has none."""
    rows = Family.objects.select_related("sport").order_by("sport__position", "position")
    groups = groupby(rows, key=lambda family: str(family.sport))
    return [
        ("", _("Toutes")),
        (queue.NO_FAMILY, _("Sans famille")),
        *((sport, [(each.slug, str(each)) for each in of_sport]) for sport, of_sport in groups),
    ]


class ProposalFilterForm(forms.Form):
    """Which proposals are looked at; what it does not understand narrows nothing."""

    q = forms.CharField(
        label=_("Titre, marque ou code"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    boutique = forms.ModelChoiceField(
        label=_("Boutique"),
        queryset=Trader.objects.none(),
        to_field_name="slug",
        empty_label=_("Toutes"),
        required=False,
    )
    famille = forms.ChoiceField(label=_("Famille"), required=False)
    attend = forms.ChoiceField(
        label=_("Attend parce que"),
        choices=[("", _("Toutes")), *queue.Why.choices],
        required=False,
    )
    etat = forms.ChoiceField(choices=queue.State.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, said: Any) -> None:
        super().__init__(said)
        proposed = Proposal.objects.filter(trader=OuterRef("pk"))
        sellers = Trader.objects.filter(Exists(proposed)).order_by("name")
        field: Any = self.fields["boutique"]
        field.queryset = sellers
        field = self.fields["famille"]
        field.choices = cache(_families)  # asked for once, when they are shown or chosen from
        self.full_clean()
        if self.wanted.state != queue.State.WAITING:
            del self.fields["attend"]

    @property
    def wanted(self) -> queue.Wanted:
        said = self.cleaned_data
        trader = said.get("boutique")
        return queue.Wanted(
            state=said.get("etat") or queue.State.WAITING,
            text=said.get("q") or "",
            trader_id=trader.pk if trader else None,
            family=said.get("famille") or "",
            why=said.get("attend") or "",
        )

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than all of a state."""
        return replace(self.wanted, state="") != queue.ALL

    def query(self, **others: str) -> str:
        """What was asked, and ``others`` instead, as the part of an address from the question
        mark on; "" when all that wait are."""
        said = {name: self.data.get(name, "") for name in self.fields if name in self.cleaned_data}
        kept = {name: value for name, value in (said | others).items() if value}
        return f"?{urlencode(kept)}" if kept else ""


class FamilyForm(forms.Form):
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


class AcceptProposalForm(FamilyForm):
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

    @property
    def maker(self) -> Maker:
        """What was said of the maker, once the form is valid."""
        said = self.cleaned_data
        return Maker(said["maker_name"], said["maker_address"], said["maker_email"])


class AcceptProposalsForm(FamilyForm):
    """Several at once: each keeps its own family, the one that is chosen is for those without."""

    def __init__(self, *args: Any, proposals: Sequence[Proposal] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family"].required = False
        self.fields["family"].help_text = _("Pour ceux qui n’en ont pas.")
        self.own = queries.said_families(proposals)
        self.without = [each for each in proposals if each.pk not in self.own]

    def clean_family(self) -> Family | None:
        chosen: Family | None = self.cleaned_data["family"]
        if self.without and chosen is None:
            words = ngettext(
                "%(count)s produit coché n’a pas de famille : %(titles)s. Choisissez-en une "
                "pour lui, ou décochez-le.",
                "%(count)s produits cochés n’ont pas de famille : %(titles)s. Choisissez-en une "
                "pour eux, ou décochez-les.",
                len(self.without),
            )
            titles = ", ".join(each.title for each in self.without)
            raise ValidationError(words % {"count": len(self.without), "titles": titles})
        return chosen

    def family_of(self, proposal: Proposal) -> Family:
        """In which family it is published, once the form is valid."""
        return self.own.get(proposal.pk) or self.cleaned_data["family"]


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


OTHER = "autre"


class RefuseProposalForm(forms.Form):
    usual = forms.ChoiceField(
        label=_("Motif, lu par la boutique"),
        choices=[("", _("Choisissez un motif")),
                 *((str(place), words) for place, words in enumerate(USUAL_REASONS)),
                 (OTHER, _("Un autre, ci-dessous"))],
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
        """The usual reason and what is added to it, as one text under "reason"; a text of one's
        own needs none to be chosen."""
        said = self.cleaned_data
        chosen = said.get("usual", "")
        usual = "" if chosen in {"", OTHER} else str(USUAL_REASONS[int(chosen)])
        said["reason"] = " ".join(filter(None, (usual, said.get("reason", "").strip())))
        if not said["reason"] and chosen == OTHER:
            self.add_error("reason", _("Indiquez pourquoi ce produit est refusé."))
        elif not said["reason"] and not self.errors:
            self.add_error("usual", _("Choisissez un motif, ou écrivez le vôtre."))
        return said


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ce n’est pas ce produit, lu par la boutique"),
        max_length=300,
        error_messages={"required": _("Indiquez pourquoi ce rattachement est défait.")},
    )


class ResolveForm(forms.Form):
    reason = forms.CharField(
        label=_("Explication"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Expliquez cette différence : c’est ce qui en restera.")},
    )
