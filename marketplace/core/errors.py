"""Expected errors: a stable code for machines, an HTTP status, a sentence that says what to do."""

from django.utils.functional import Promise


class CordeeError(Exception):
    """An error that a caller can expect and a person can act on.

    ``code`` never changes once published; ``status`` is the HTTP status of a page that meets it.
    """

    code = "error"
    status = 400
    message: str | Promise = ""

    def __init__(self, message: str | Promise = "", **details: object) -> None:
        self.message = message or self.message
        self.details = details
        super().__init__(str(self.message))


class IllegalMove(CordeeError):
    """A state was asked to change in a way its table of moves does not allow, or lost a race."""

    code = "illegal_move"
    status = 409


class NotYours(CordeeError):
    """The row does not exist for whoever asks; said as "not found" so that nothing is learnt."""

    code = "not_found"
    status = 404


class ReasonMissing(CordeeError):
    """A refusal needs a reason that whoever is refused can read."""

    code = "reason_missing"


class TransientError(CordeeError):
    """An outside service failed in a way that may pass: try again later."""

    code = "try_later"
    status = 503


class PermanentError(CordeeError):
    """An outside service refused for good: repeating the call cannot help."""

    code = "refused"
    status = 502
