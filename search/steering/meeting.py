"""Whether a reference meets what its question is understood as: else it would never show there."""

from search.backends import backend
from search.contract import PRICE, SIZE, Query, SearchUnavailable, Steering
from search.question import answering, current, reading
from search.question.phrases import Phrase, Understood

CHANGING = {PRICE, SIZE}  # by the hour: what is not met now may be met tomorrow


def unmet(*, text: str, reference_id: int) -> list[str]:
    """What is understood of a text and the reference does not meet, as pages say it.

    Empty where nobody can buy the reference now, or the engine does not answer: it may still show.
    """
    lasting = [
        phrase
        for phrase in reading.understand(text, current.of_now()).phrases
        if phrase.facet not in CHANGING
    ]
    try:
        if not lasting or not _shows(reference_id):
            return []
        return [phrase.label for phrase in lasting if not _shows(reference_id, phrase)]
    except SearchUnavailable:
        return []


def _shows(reference_id: int, *phrases: Phrase) -> bool:
    pinned = Query(steering=Steering(pinned=(reference_id,)), per_page=1)
    hits = backend().search(answering.query(pinned, Understood("", phrases))).hits
    return any(hit.id == reference_id for hit in hits)
