"""Which of the words that people search for may be kept."""

import re
import unicodedata

MOST_LETTERS = 60
# Of the Latin alphabet as French and English write it, and what stands in names of products.
_WRITTEN = re.compile(r"[a-z0-9àâäáãåæçéèêëíîïñóôöøœùúûüÿ '.,/+&°%€-]+")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
# Six digits, whatever stands between them: a telephone, a card, an order; "20 000 mm" has five.
_NUMBER = re.compile(r"(?:\d[ .,/+-]*){6}")
_ADDRESS = re.compile(r"\bwww\b|\bhttps?\b|\.(?:com|eu|fr|net|org)\b")


def kept(written: str) -> str:
    """A query as it is counted, "" for one that is not kept.

    One that looks like an e-mail address, a telephone or another number of somebody's is never
    written down; nor is what is no words.
    """
    plain = unicodedata.normalize("NFC", written).lower().replace("’", "'")
    text = " ".join(plain.split()).strip(" '.,/+&-")
    decent = (
        len(text) <= MOST_LETTERS
        and _WRITTEN.fullmatch(text)
        and _TWO_LETTERS.search(text)
        and not _NUMBER.search(text)
        and not _ADDRESS.search(text)
    )
    return text if decent else ""
