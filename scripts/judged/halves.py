"""Two halves of a judged set: what is chosen is chosen on one, and the other says what it is worth.

A hash of the question decides, so that nobody does.
"""

import hashlib

# The questions of Chorus that are at hand are the even half of all by the hash of their text alone.
CHORUS = "again "


def is_seen(question: str, *, salt: str = "") -> bool:
    """Whether it is of the half that weights, words and rules are chosen on."""
    return hashlib.sha256(f"{salt}{question}".encode()).digest()[-1] % 2 == 0
