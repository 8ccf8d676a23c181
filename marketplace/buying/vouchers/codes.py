"""What shoppers type: read however it is written, made so that nobody guesses or misreads it."""

import hashlib
import re
import secrets
import unicodedata

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # neither I, L, O nor 0, 1
LENGTH = 12  # of a code that is made: 59 bits
SHORTEST, LONGEST = 4, 24
LAST = 4  # letters by which a code is recognised once it is kept as its digest alone
_NOT_SAID = re.compile(r"[\s\-‐-―−_.·]+")
_CODE = re.compile(rf"[A-Z0-9]{{{SHORTEST},{LONGEST}}}")


def normalise(text: str) -> str:
    """``" été-2026 "`` → ``"ETE2026"``: without case, accents, spaces, hyphens."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    return _NOT_SAID.sub("", plain).upper()


def is_code(normalised: str) -> bool:
    """Whether it can be one: letters and digits, ``SHORTEST`` to ``LONGEST`` of them."""
    return _CODE.fullmatch(normalised) is not None


def key(normalised: str) -> str:
    """What a code is looked up by, and all that is kept of one that was handed out."""
    return hashlib.sha256(normalised.encode()).hexdigest()


def make(count: int) -> list[str]:
    """So many different codes that nobody can guess."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(secrets.choice(LETTERS) for _ in range(LENGTH))] = None
    return list(made)


def spaced(code: str) -> str:
    """``K7QM3FXT9WPH`` → ``K7QM-3FXT-9WPH``: as it is printed."""
    if len(code) != LENGTH:
        return code
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
