"""What Stripe asks of a seller, in words: its names of fields are nobody's language."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.payments.models import StripeAccount

# The longest beginning of a field's name that is listed says what is meant.
WORDS: dict[str, Promise] = {
    "external_account": _("Le compte bancaire (IBAN) sur lequel vos ventes sont versées"),
    "business_type": _("La forme de votre entreprise"),
    "business_profile": _("Votre activité, et l’adresse de votre site"),
    "business_profile.mcc": _("Votre activité"),
    "business_profile.url": _("L’adresse de votre site"),
    "company": _("Des informations sur votre société"),
    "company.name": _("La raison sociale de votre société"),
    "company.tax_id": _("Le SIREN de votre société"),
    "company.vat_id": _("Le numéro de TVA de votre société"),
    "company.address": _("L’adresse de votre société"),
    "company.phone": _("Le téléphone de votre société"),
    "company.verification": _("Un document qui prouve l’existence de votre société (Kbis)"),
    "company.directors_provided": _("La liste des dirigeants"),
    "company.executives_provided": _("La liste des dirigeants"),
    "company.owners_provided": _("La liste des propriétaires à plus de 25 %"),
    "individual": _("Des informations sur vous-même"),
    "individual.verification.document": _("Votre pièce d’identité"),
    "individual.dob": _("Votre date de naissance"),
    "individual.address": _("Votre adresse"),
    "representative": _("Le nom et les coordonnées de la personne qui représente l’entreprise"),
    "representative.verification": _("La pièce d’identité de la personne qui vous représente"),
    "representative.dob": _("La date de naissance de la personne qui vous représente"),
    "person": _("Des informations sur une personne de l’entreprise"),
    "owners": _("Les propriétaires à plus de 25 %"),
    "directors": _("Les dirigeants"),
    "executives": _("Les dirigeants"),
    "documents": _("Un document"),
    "tos_acceptance": _("Votre accord aux conditions de Stripe"),
    "settings": _("L’acceptation des conditions de paiement"),
}
OTHER = _("Une information que Stripe vous demandera sur sa page")
REASONS: dict[str, Promise] = {
    "requirements.past_due": _("Il manque des informations : complétez-les sur la page de Stripe."),
    "requirements.pending_verification": _("Stripe vérifie ce que vous avez envoyé."),
    "under_review": _("Stripe examine votre compte."),
    "listed": _("Stripe examine votre compte."),
    "platform_paused": _("Cordée a suspendu ce compte : écrivez-nous."),
    "action_required.requested_capabilities": _(
        "Il manque des informations : complétez-les sur la page de Stripe."
    ),
}
REJECTED = _("Stripe a refusé ce compte : écrivez-nous, nous regardons avec vous.")


def in_words(fields: Iterable[str]) -> list[str]:
    """What fields ask for, each thing once, in the order in which Stripe names them."""
    return list(dict.fromkeys(str(_word(field)) for field in fields))


def due(account: StripeAccount) -> list[str]:
    """The fields that Stripe wants now, those that are late first."""
    asked = account.requirements
    return [*asked.get("past_due", ()), *asked.get("currently_due", ())]


def deadline(account: StripeAccount) -> datetime | None:
    """When what is due stops the account, None where Stripe does not say."""
    seconds: Any = account.requirements.get("current_deadline")
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def why_stopped(reason: str) -> str:
    """Why an account is stopped, "" when it is not."""
    if not reason:
        return ""
    return str(REJECTED if reason.startswith("rejected") else REASONS.get(reason, OTHER))


def _word(field: str) -> Promise:
    parts = _person(field).split(".")
    for length in range(len(parts), 0, -1):
        found = WORDS.get(".".join(parts[:length]))
        if found is not None:
            return found
    return OTHER


def _person(field: str) -> str:
    """Stripe names people by their ids, ``person_1Mq….first_name``."""
    head, dot, rest = field.partition(".")
    return f"person{dot}{rest}" if head.startswith("person_") else field
