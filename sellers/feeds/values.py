"""Single cells: prices, stocks, codes, dates, texts. Pure; what is wrong raises a ``Fault``.

A price or a count is never guessed: what can be read in two ways is refused with both readings.
"""

import html
import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from babel.numbers import is_currency
from stdnum import ean, exceptions

from marketplace.core.sentences import Sentence as _
from marketplace.technical import descriptions
from sellers.feeds.faults import Fault, Rule

MAX_CENTS: Final = 100_000_000
MAX_STOCK: Final = 1_000_000
LONGEST: Final = 60  # characters of a price, a count, a code or a date; patterns are tried on them

# --- prices ----------------------------------------------------------------------------------
SYMBOLS: Final = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₽": "RUB", "₺": "TRY", "zł": "PLN",
    "fcfa": "XOF", "cfa": "XOF", "us$": "USD", "ca$": "CAD", "kr": "SEK",
}  # fmt: skip
SYMBOL: Final = r"(?:us\$|ca\$|[€$£¥₽₺]|zł|f?cfa|kr\b)"
AROUND: Final = re.compile(
    rf"^(?:(?P<before>{SYMBOL}|[a-z]{{3}}(?=[\s\d]))\s*)?(?P<rest>[^a-z€$£¥₽₺].*?)"
    rf"\s*(?P<after>{SYMBOL}|(?<=[\s\d])[a-z]{{3}})?$",
    re.IGNORECASE,
)
SCIENTIFIC: Final = re.compile(r"^[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*[+-]?\d+$", re.ASCII)
PLAIN: Final = re.compile(r"^\d+(?:[.,]\d+)?$", re.ASCII)
NET: Final = re.compile(r"^\d{1,9}(?:[.,]\d{1,9})?$", re.ASCII)
# Groups of three by blanks, apostrophes, dots or commas, then perhaps decimals by the other sign.
GROUPED: Final = re.compile(
    r"^\d{1,3}(?:(?P<by>[ '’])\d{3}(?:(?P=by)\d{3})*(?:[.,]\d+)?"
    r"|(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?:\.\d{3}){2,}|(?:,\d{3}){2,})$",
    re.ASCII,
)
NUMBER: Final = r"\d[\d .,'’]*"
# "119,-", "119.—": how tills and price tags write that there are no cents.
NO_CENTS: Final = re.compile(r"(?<=\d)([.,])\s?(?:--?|[–—])$", re.ASCII)
TWO: Final = re.compile(rf"{NUMBER}\s*(?:/|\||;|–|—|-|à|to|ou|or)\s*{NUMBER}", re.ASCII)
LOOKALIKES: Final = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "S": "5", "B": "8", "Z": "2"}
)


@lru_cache(maxsize=4096)  # a shop has far fewer prices than lines
def cents(text: str, *, currency: str) -> int:
    """A price in ``currency`` as minor units of two decimals: ``1 299,00 €`` → 129900.

    :raises Fault: it is no price, not of this currency, or can be read in two ways.
    """
    return _checked_cents(_amount(text, currency))


@lru_cache(maxsize=4096)
def net(text: str, *, currency: str) -> Decimal:
    """A price without tax, which shops keep to six decimals; 0 is a price to add to.

    :raises Fault: as ``cents``, but for the centime.
    """
    if NET.match(text):  # three decimals are no thousands here
        return Decimal(text.replace(",", "."))
    return _amount(text, currency)


@lru_cache(maxsize=4096)
def impact(text: str, *, currency: str) -> Decimal:
    """What a size or colour adds to a price without tax, or takes from it: ``-5.25``.

    :raises Fault: as ``net``.
    """
    plain = text.strip()
    sign = "-" if plain.startswith(("-", "−")) else ""
    try:
        amount = net(plain[1:].strip() if sign else plain.removeprefix("+").strip(),
                     currency=currency)  # fmt: skip
    except Fault as fault:
        raise Fault(fault.rule, fault.message, fix=fault.fix and sign + fault.fix) from fault
    return -amount if sign else amount


def gross_cents(amount: Decimal, *, percent: Decimal) -> int:
    """What a price without tax makes with a tax of ``percent``, to the nearest cent.

    :raises Fault: it is 0, or beyond what is sold here.
    """
    taxed = amount * (100 + percent) / 100
    return _checked_cents(taxed.quantize(Decimal("0.01"), ROUND_HALF_UP))


@lru_cache(maxsize=256)
def percent(text: str) -> Decimal:
    """``5,5 %`` → 5.5, between 0 and 100.

    :raises Fault: it is no such number.
    """
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    if not PLAIN.match(plain) or len(plain) > LONGEST or Decimal(plain) > 100:
        raise Fault(Rule.NOT_A_PERCENTAGE, _("Ce n’est pas un pourcentage de 0 à 100."))
    return Decimal(plain)


def _amount(text: str, currency: str) -> Decimal:
    if len(text) > LONGEST:
        raise _not_a_price()
    amount = text if PLAIN.match(text) else _without_currency(_plain_blanks(text), currency)
    amount = NO_CENTS.sub(r"\g<1>00", amount)
    if SCIENTIFIC.match(amount):
        raise Fault(Rule.SCIENTIFIC, _("Un tableur a changé ce prix en notation scientifique : "
                                       "mettez la colonne au format nombre."))  # fmt: skip
    if amount.startswith(("-", "−")) and _is_number(amount[1:].strip()):
        raise Fault(Rule.NEGATIVE_PRICE, _("Un prix ne peut pas être négatif."),
                    fix=_if_price(amount[1:].strip()))  # fmt: skip
    amount = amount.removeprefix("+").strip()
    if not _is_number(amount):
        raise _no_price(amount)
    return _decimal(amount)


def _plain_blanks(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\u2009\u2007]+", " ", text).strip()


def _without_currency(text: str, currency: str) -> str:
    """The number alone; a symbol or a code around it must be that of the feed."""
    match = AROUND.match(text)
    if match is None or not re.search(r"\d", match["rest"]):
        return text
    signs = [sign.lower() for sign in (match["before"], match["after"]) if sign]
    found = {SYMBOLS.get(sign, sign.upper()) for sign in signs}
    if not all(is_currency(code) for code in found):
        return text
    if found - {currency}:
        raise Fault(
            Rule.OTHER_CURRENCY,
            _("Ce prix est en %(found)s alors que le flux est en %(currency)s : exportez-le en "
              "%(currency)s.") % {"found": ", ".join(sorted(found)), "currency": currency},
        )  # fmt: skip
    return match["rest"].strip()


def _is_number(text: str) -> bool:
    return bool(PLAIN.match(text) or GROUPED.match(text))


def _decimal(amount: str) -> Decimal:
    """What a well-formed number says; ``12.500`` could be twelve and a half or twelve thousand."""
    if GROUPED.match(amount):
        signs = [char for char in amount if not char.isdigit()]
        if (len(signs) > 1 and signs[-1] == signs[0]) or signs[-1] in " '’":
            return Decimal("".join(filter(str.isdigit, amount)))
        whole, fraction = amount.rsplit(signs[-1], 1)
        return Decimal("".join(filter(str.isdigit, whole)) + "." + fraction)
    whole, _sign, fraction = amount.replace(",", ".").partition(".")
    if len(fraction) == 3 and len(whole) <= 3 and int(whole):
        raise Fault(
            Rule.AMBIGUOUS_PRICE,
            _("On peut lire %(small)s ou %(large)s : écrivez deux décimales.")
            % {"small": f"{whole},{fraction}", "large": f"{whole}{fraction},00"},
        )
    return Decimal(f"{whole}.{fraction or 0}")


def _no_price(amount: str) -> Fault:
    if TWO.search(amount):
        return Fault(Rule.TWO_PRICES, _("Il y a deux prix dans cette cellule : n’en laissez qu’un, "
                                        "toutes taxes comprises."))  # fmt: skip
    likely = re.sub(r"(?<=\d)\s*€\s*(?=\d)", ",", amount.translate(LOOKALIKES))
    fix = _if_price(likely) if likely != amount and _is_number(likely) else ""
    return _not_a_price(fix)


def _not_a_price(fix: str = "") -> Fault:
    return Fault(
        Rule.NOT_A_PRICE,
        _("Ce n’est pas un prix : écrivez des chiffres, par exemple 12,50."),
        fix=fix,
    )


def _checked_cents(amount: Decimal) -> int:
    scaled = amount.scaleb(2)
    if scaled != scaled.to_integral_value():
        rounded = amount.quantize(Decimal("0.01"))
        raise Fault(
            Rule.PRICE_TOO_PRECISE,
            _("Un prix s’arrête au centime."),
            fix=_if_price(f"{rounded}".replace(".", ",")),
        )
    if scaled == 0:
        raise Fault(Rule.ZERO_PRICE, _("Le prix est de 0 : indiquez le prix de vente."))
    if scaled > MAX_CENTS:
        raise Fault(Rule.PRICE_TOO_HIGH, _("Ce prix dépasse 1 000 000 : vérifiez la virgule."))
    return int(scaled)


def _if_price(number: str) -> str:
    """A number to suggest, unless it offends against a rule itself."""
    try:
        _checked_cents(_decimal(number))
    except Fault:
        return ""
    return number


# --- stock -----------------------------------------------------------------------------------
WHOLE: Final = re.compile(r"^\d+(?:[.,]0+)?$", re.ASCII)


@lru_cache(maxsize=4096)
def units(text: str) -> int:
    """A count of units in stock: ``12`` or, as databases write it, ``12.0000``.

    :raises Fault: it is no whole number of 0 or more.
    """
    if len(text) > LONGEST:
        raise _not_a_stock()
    plain = text if WHOLE.match(text) else _plain_blanks(text)
    if re.fullmatch(r"[-−]\s*\d+(?:[.,]\d+)?", plain, re.ASCII) and re.search("[1-9]", plain):
        raise Fault(Rule.NEGATIVE_STOCK, _("Un stock ne peut pas être négatif : mettez 0 si "
                                           "l’article est épuisé."), fix="0")  # fmt: skip
    if SCIENTIFIC.match(plain):
        raise Fault(Rule.SCIENTIFIC, _("Un tableur a changé ce stock en notation scientifique : "
                                       "mettez la colonne au format nombre."))  # fmt: skip
    number = re.sub(r"^(\d{1,3})((?: \d{3})+)$", lambda m: m[0].replace(" ", ""), plain)
    number = number.removeprefix("-")  # "-0", which spreadsheets write
    if not WHOLE.match(number):
        likely = re.sub(r"[^\d]", "", number) if re.fullmatch(r"[<>+~≥≤ ]*\d+[+ ]*", number) else ""
        raise _not_a_stock(likely if likely and int(likely) <= MAX_STOCK else "")
    count = int(re.split("[.,]", number)[0])
    if count > MAX_STOCK:
        raise Fault(Rule.STOCK_TOO_HIGH, _("Ce stock dépasse un million : vérifiez la colonne."))
    return count


def _not_a_stock(fix: str = "") -> Fault:
    return Fault(
        Rule.NOT_A_STOCK,
        _("Ce n’est pas un nombre d’articles : écrivez un nombre entier, 0 si épuisé."),
        fix=fix,
    )


# --- codes -----------------------------------------------------------------------------------
IN_STORE: Final = ("02", "04", *(str(n) for n in range(20, 30)))
BOOKS: Final = ("977", "978", "979")


def unquoted(text: str) -> str:
    """Without what keeps spreadsheets from changing a code: ``'0123`` and ``="0123"``."""
    stripped = text.strip()
    if stripped.startswith('="') and stripped.endswith('"'):
        stripped = stripped[2:-1]
    return stripped.removeprefix("'").strip()


def gtin14(text: str) -> str:
    """A barcode (GTIN-8, 12, 13 or 14) as fourteen digits.

    :raises Fault: wrong check digit, in-store code, rounded by a spreadsheet, several codes …
    """
    code = unquoted(text)[: LONGEST + 1]
    if SCIENTIFIC.match(code):
        raise _rounded()
    code = re.sub(r"\.0+$", "", code)
    if re.search(r"\d[\s]*[+/;,|][\s]*\d", code):
        raise Fault(Rule.SEVERAL_GTINS, _("Il y a plusieurs codes-barres : gardez celui de cette "
                                          "taille et de ce coloris."))  # fmt: skip
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"\d{8}|\d{12,14}", digits, re.ASCII):
        raise Fault(Rule.NOT_A_GTIN, _("Un code-barres a 8, 12, 13 ou 14 chiffres : recopiez celui "
                                       "de l’étiquette ou laissez vide."))  # fmt: skip
    if re.search(r"0{5,}$", digits):
        raise _rounded()
    try:
        ean.validate(digits)
    except exceptions.ValidationError as error:
        raise Fault(
            Rule.GTIN_CHECK_DIGIT,
            _(
                "La clé de ce code-barres est fausse, un chiffre est mal recopié : reprenez celui "
                "de l’étiquette."
            ),
        ) from error
    return _goods(digits)


def _rounded() -> Fault:
    return Fault(Rule.GTIN_ROUNDED, _("Un tableur a arrondi ce code-barres : mettez la colonne au "
                                      "format texte et refaites l’export."))  # fmt: skip


def _goods(digits: str) -> str:
    full = digits.zfill(14)
    prefix = digits.zfill(13)[-13:] if len(digits) != 8 else digits
    if prefix.startswith(IN_STORE) and not (len(digits) == 8 and digits[0] == "0"):
        raise Fault(Rule.GTIN_IN_STORE, _("Ce code a été imprimé par un magasin et n’a de sens que "
                                          "chez lui : laissez vide."))  # fmt: skip
    if len(digits) != 8 and prefix.startswith(BOOKS):
        raise Fault(Rule.GTIN_NOT_GOODS, _("Ce code est celui d’un livre ou d’une revue : vérifiez "
                                           "l’étiquette."))  # fmt: skip
    return full


# --- dates -----------------------------------------------------------------------------------
DAY_FORMATS: Final = (
    "%Y-%m-%d", "%m/%d/%y", "%m/%d/%Y", "%d.%m.%Y", "%d/%m/%Y", "%d/%m/%y", "%Y/%m/%d", "%Y%m%d",
    "%d-%m-%Y",
)  # fmt: skip


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """The day of a date with or without a time, American if it has slashes and can be.

    :raises Fault: in none of the known forms.
    """
    first = re.split(r"[ T,]", text[:LONGEST].strip(), maxsplit=1)[0]
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(first, form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    raise Fault(Rule.NOT_A_DATE, _("Ce n’est pas une date : écrivez AAAA-MM-JJ."))


# --- texts -----------------------------------------------------------------------------------
UNSEEN: Final = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
TAG: Final = re.compile(r"<[^>]{0,200}>")
HEADINGS: Final = re.compile(r"<(/?)h[1256]\b", re.IGNORECASE)


def line_of_text(text: str) -> str:
    """One line without tags, entities, control or direction characters: a title, a name."""
    if "&" in text or "<" in text:
        text = html.unescape(TAG.sub(" ", html.unescape(text)))
        text = TAG.sub(" ", text)
    return " ".join(UNSEEN.sub("", text).split())


# What a shopper would have seen or clicked and will not; tags that only lay out leave their text.
SHOWN: Final = re.compile(
    r"<(audio|button|embed|form|iframe|img|input|object|script|style|svg|video)\b", re.IGNORECASE
)


@lru_cache(maxsize=32)
def removed(text: str) -> str:
    """The kinds of elements that ``clean_html`` takes out with what they show: ``iframe, img``."""
    return ", ".join(sorted({name.lower() for name in SHOWN.findall(text)}))


@lru_cache(maxsize=32)  # the sizes of a product repeat its description
def clean_html(text: str) -> str:
    """A description with the few tags that the product page shows; nothing that runs or loads."""
    visible = UNSEEN.sub("", text).strip()
    if not visible:
        return ""
    visible = HEADINGS.sub(r"<\1h4", visible)
    return descriptions.clean(visible).strip()
