"""What the demo's visitors have searched for: some of it often enough to be suggested."""

from datetime import datetime

from search.asked import operations
from search.asked.operations import Note
from search.asked.queries import SUGGESTED_FROM

# (what, by how many visitors of the week, whether all of its words are found)
ASKED = (
    ("chaussures trail femme", SUGGESTED_FROM + 21, True),
    ("chaussure trail drop 4", SUGGESTED_FROM + 6, True),
    ("raquette de tennis", SUGGESTED_FROM + 12, True),
    ("veste imperméable", SUGGESTED_FROM + 9, True),
    ("tente 2 places", SUGGESTED_FROM + 4, True),
    ("sac à dos 30 l", SUGGESTED_FROM - 3, True),
    ("chaussettes de randonnée mérinos", SUGGESTED_FROM - 8, False),
    ("planche de surf", SUGGESTED_FROM - 5, False),
    ("gants de boxe enfant", 6, False),
    ("pagaie", 4, False),
)


def made(*, at: datetime) -> int:
    """Count them as of now; returns how many searches."""
    notes = [
        Note(text, f"192.0.2.{visitor}", answered)
        for text, visitors, answered in ASKED
        for visitor in range(visitors)
    ]
    operations.count(notes, at=at)
    return len(notes)
