"""What one product has more or less of than another of its family, by the figures that decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from marketplace.technical.models import Attribute

STEPS = 20  # parts of a figure's plausible range: one of them is noticed
SHARE = 0.1  # of a figure: a tenth is noticed, however long the range
# How far apart two products are, in those steps, whose choices are no figures.
RUNG, ANOTHER, UNKNOWN = 4.0, 6.0, 3.0
CHOICE = 2.0  # of a choice that one filters by, but that does not decide


@dataclass(frozen=True)
class Difference:
    """``way``: -1 where ``other`` has less than ``own``, 1 where it has more, 0 where the two are
    neither; ``steps``: how far apart. ``other`` None: not known."""

    attribute: Attribute
    own: Any
    other: Any
    way: int
    steps: float


def deciders(attributes: Iterable[Attribute]) -> list[Attribute]:
    """The attributes that decide, in their order."""
    return sorted((a for a in attributes if a.decider), key=lambda a: a.decider or 0)


def choices(attributes: Iterable[Attribute]) -> list[Attribute]:
    """The choices that one filters by, apart from those that decide."""
    return [a for a in attributes if a.is_facet and a.is_chosen and not a.decider]


def differences(
    own: Mapping[str, Any], other: Mapping[str, Any], attributes: Iterable[Attribute]
) -> list[Difference]:
    """What ``other`` (attribute key → value) noticeably has otherwise than ``own``; of what ``own``
    does not tell nothing is said."""
    found = (_difference(a, own.get(a.key), other.get(a.key)) for a in attributes)
    return [each for each in found if each is not None]


def apart(
    own: Mapping[str, Any], other: Mapping[str, Any], attributes: Sequence[Attribute]
) -> float:
    """How far apart two products of a family are, in steps that one notices."""
    figures = sum(each.steps for each in differences(own, other, deciders(attributes)))
    return figures + CHOICE * len(differences(own, other, choices(attributes)))


def noticeable(attribute: Attribute, value: float) -> float:
    """From which difference on a figure is another, in the attribute's unit."""
    share = abs(value) * SHARE
    if attribute.minimum is None or attribute.maximum is None:
        return share
    step = (attribute.maximum - attribute.minimum) / STEPS
    return min(step, share) if share else step


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _difference(attribute: Attribute, own: Any, other: Any) -> Difference | None:
    if own is None or own == other:
        return None
    if other is None:
        return Difference(attribute, own, other, 0, UNKNOWN)
    if is_number(own) and is_number(other):
        return _of_numbers(attribute, own, other)
    scale = attribute.scale if attribute.type == Attribute.Type.CHOICE else []
    if own in scale and other in scale:
        rungs = scale.index(other) - scale.index(own)
        return Difference(attribute, own, other, 1 if rungs > 0 else -1, RUNG * abs(rungs))
    if isinstance(own, list) and isinstance(other, list) and set(own) == set(other):
        return None
    return Difference(attribute, own, other, 0, ANOTHER)


def _of_numbers(attribute: Attribute, own: float, other: float) -> Difference | None:
    step, more = noticeable(attribute, own), other - own
    if abs(more) < step:
        return None
    way = 1 if more > 0 else -1
    return Difference(attribute, own, other, way, abs(more) / step if step else RUNG)
