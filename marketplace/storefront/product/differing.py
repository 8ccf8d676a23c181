"""A difference between two products in words: "plus légère (238 g)", "20,00 € de plus"."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from marketplace.core.money import Money
from marketplace.storefront.figures import in_words, together, uncapped
from marketplace.storefront.templatetags.cordee import money, number
from marketplace.technical import comparing
from marketplace.technical.comparing import Difference
from marketplace.technical.models import Attribute, localised

MOST_CHOICES = 2  # told besides the figures that decide


def gain(difference: Difference) -> tuple[str, str]:
    """("Plus légère", "238 g au lieu de 275 g"); the difference has a way."""
    attribute = difference.attribute
    told = {"other": _value(attribute, difference.other), "own": _value(attribute, difference.own)}
    return capfirst(_way(difference)), _("%(other)s au lieu de %(own)s") % told


def otherwise(
    own: Mapping[str, Any],
    other: Mapping[str, Any],
    attributes: Sequence[Attribute],
    *,
    besides: Attribute | None = None,
) -> list[str]:
    """Everything else that decides and is noticeably otherwise, then what one filters by."""
    of_figures = comparing.differences(own, other, comparing.deciders(attributes))
    of_choices = comparing.differences(own, other, comparing.choices(attributes))
    told = [*of_figures, *of_choices[:MOST_CHOICES]]
    return [_words(each) for each in told if each.attribute != besides]


def price(own: Money | None, other: Money | None) -> str:
    """ "20,00 € de plus"; "" where the two cost the same, or one of them nothing that is known."""
    if own is None or other is None or own == other:
        return ""
    if other.minor > own.minor:
        return _("%(more)s de plus") % {"more": money(other - own)}
    return _("%(less)s de moins") % {"less": money(own - other)}


def _words(difference: Difference) -> str:
    attribute, label = difference.attribute, uncapped(str(difference.attribute))
    if difference.other is None:
        return _("%(label)s : non communiqué") % {"label": label}
    if not difference.way or not attribute.less:
        several = difference.other if isinstance(difference.other, list) else [difference.other]
        value = together([_value(attribute, each) for each in several])
        return _("%(label)s : %(value)s") % {"label": label, "value": value}
    value = _value(attribute, difference.other)
    return f"{_way(difference)} ({value})" if not attribute.is_chosen else _way(difference)


def _way(difference: Difference) -> str:
    return localised(difference.attribute, "less" if difference.way < 0 else "more")


def _value(attribute: Attribute, value: Any) -> str:
    """With its unit, as the table writes it."""
    return f"{number(in_words(attribute, value))} {attribute.unit}".strip()
