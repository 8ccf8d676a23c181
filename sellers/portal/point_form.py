from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from marketplace.core.days import check_written
from marketplace.traders import opening
from marketplace.traders.models import Point
from marketplace.traders.operations import Welcome

LONGEST_PICKUP = 200  # hours of opening: a month


class HoursField(forms.CharField):
    """When a shop is open on one day, as people write it; [] when it is closed."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "placeholder": _("fermé")}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(required=False, max_length=80, widget=widget, **options)

    def clean(self, value: Any) -> list[str]:
        try:
            return opening.read(super().clean(value) or "")
        except opening.BadHours as error:
            raise forms.ValidationError(str(error.message), error.code) from error


class PointForm(forms.Form):
    """How one shop receives: its week, how to come, what can be fetched."""

    open_on_holidays = forms.BooleanField(
        label=_("Ouvert les jours fériés, aux heures du jour de semaine"), required=False
    )
    directions = forms.CharField(
        label=_("Pour venir, en quelques mots"),
        help_text=_("L’arrêt, l’entrée, le parking : « sous les arcades, parking à 200 m »."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    pickup_hours = forms.IntegerField(
        label=_("Retrait prêt en combien d’heures d’ouverture"),
        help_text=_("De la commande au comptoir : 2 veut dire deux heures où vous êtes ouvert."),
        min_value=0,
        max_value=LONGEST_PICKUP,
        required=False,
        error_messages={
            "invalid": _("Écrivez un nombre d’heures entières, par exemple 2."),
            "min_value": _("Écrivez un nombre d’heures entières, par exemple 2."),
            "max_value": _("200 heures d’ouverture au plus."),
        },
    )

    def __init__(self, *args: Any, point: Point, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = [f"hours_{day}" for day in WEEKDAYS]
        for day, name in WEEKDAYS.items():
            self.fields[f"hours_{day}"] = HoursField(label=capfirst(str(name)))
            self.initial[f"hours_{day}"] = opening.written(point.hours.get(str(day), ()))
        if not point.pickup:
            del self.fields["pickup_hours"]
        kept = ("open_on_holidays", "directions", "pickup_hours")
        self.initial.update({name: getattr(point, name) for name in kept if name in self.fields})
        self._pickup_hours = point.pickup_hours

    @property
    def week(self) -> Sequence[forms.BoundField]:
        return [self[name] for name in self.days]

    @property
    def others(self) -> Sequence[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.days]

    @property
    def welcome(self) -> Welcome:
        """What a valid form says."""
        said = self.cleaned_data
        return Welcome(
            hours={day: said[name] for day, name in enumerate(self.days)},
            open_on_holidays=said["open_on_holidays"],
            directions=said["directions"],
            pickup_hours=said.get("pickup_hours", self._pickup_hours),
        )


class SpecialDaysForm(forms.Form):
    """Days to come on which a shop keeps other hours than usual."""

    first = forms.DateField(
        label=_("Du"),
        validators=[check_written],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Donnez le premier jour."),
            "invalid": _("Écrivez une date, par exemple 2026-12-24."),
        },
    )
    last = forms.DateField(
        label=_("Au"),
        help_text=_("Vide : un seul jour."),
        required=False,
        validators=[check_written],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Écrivez une date, par exemple 2026-12-24.")},
    )
    hours = HoursField(label=_("Horaires ces jours-là"), help_text=_("Vide : fermé."))
    note = forms.CharField(
        label=_("Motif, lu par les clients"),
        help_text=_("Inventaire, braderie, congés…"),
        max_length=60,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """One day where no last one is named."""
        said = self.cleaned_data
        return {**said, "last": said.get("last") or said.get("first")}
