"""What an operator gives back of an order, as a form: its fields are what is left."""

from collections.abc import Iterator
from secrets import token_hex
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from marketplace.care.refunds import (
    LONGEST_REASON,
    NOTHING,
    BorneBy,
    Left,
    ParcelLeft,
    Wanted,
)
from marketplace.core.euros import EurosField


class GiveBackForm(forms.Form):
    """Units of each line that has left, the delivery of each parcel, a gesture, and why.

    ``key`` is drawn once for a page, so that its form does it once.
    """

    gesture = EurosField(label=_("Geste commercial, en euros"), required=False)
    borne_by = forms.ChoiceField(
        label=_("Articles et livraison à la charge de"), choices=BorneBy, initial=BorneBy.SELLER
    )
    gesture_borne_by = forms.ChoiceField(
        label=_("Geste à la charge de"), choices=BorneBy, initial=BorneBy.HOUSE
    )
    reason = forms.CharField(
        label=_("Motif, lu en régie"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Indiquez pourquoi cet argent est rendu.")},
    )
    key = forms.CharField(max_length=32, min_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, left: Left, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": token_hex(12)})
        super().__init__(*args, **kwargs)
        self.left = left
        for parcel in left.parcels:
            if parcel.has_left:
                self._add(parcel)

    def _add(self, parcel: ParcelLeft) -> None:
        for line, what in parcel.lines:
            most = what.units_left if what.is_owed else 0
            if most:
                self.fields[f"units-{line.order_line_id}"] = forms.IntegerField(
                    label=_("Unités de %(title)s, %(most)d au plus pour %(left)s")
                    % {"title": line.order_line.title, "most": most, "left": what.left},
                    min_value=0,
                    max_value=most,
                    initial=0,
                    required=False,
                )
        if parcel.delivery:
            self.fields[f"delivery-{parcel.consignment.pk}"] = forms.BooleanField(
                label=_("Livraison du colis %(number)s : %(amount)s")
                % {"number": parcel.consignment.number, "amount": parcel.delivery},
                required=False,
            )

    def parcels(self) -> Iterator[dict[str, Any]]:
        """Each parcel with the fields of what is left of it."""
        for parcel in self.left.parcels:
            units = [
                (line, what, self._field(f"units-{line.order_line_id}"))
                for line, what in parcel.lines
            ]
            delivery = self._field(f"delivery-{parcel.consignment.pk}")
            yield {"parcel": parcel, "lines": units, "delivery": delivery}

    def _field(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    @property
    def wanted(self) -> Wanted:
        """Of a form that is valid."""
        said = self.cleaned_data
        return Wanted(
            reason=said["reason"],
            units={number: said[name] for name, number in self._numbers("units-") if said[name]},
            deliveries=[number for name, number in self._numbers("delivery-") if said[name]],
            gesture=said["gesture"] or NOTHING,
            borne_by=BorneBy(said["borne_by"]),
            gesture_borne_by=BorneBy(said["gesture_borne_by"]),
        )

    def _numbers(self, prefix: str) -> list[tuple[str, int]]:
        names = [name for name in self.fields if name.startswith(prefix)]
        return [(name, int(name.removeprefix(prefix))) for name in names]
