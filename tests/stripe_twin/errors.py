"""What the twin answers when it refuses, in Stripe's shape."""

from typing import Any


class ApiError(Exception):
    """A refusal that the caller sees; its effects are rolled back."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param

    def body(self) -> dict[str, Any]:
        """The JSON body: ``{"error": {"type", "message", "code"?, "param"?}}``."""
        error = {"type": self.kind, "message": str(self)}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://docs.stripe.com/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        return {"error": error}


def missing_object(*, noun: str, identifier: str, param: str, status: int = 404) -> ApiError:
    """No such object: 404 in an address, 400 in a parameter."""
    return ApiError(
        f"No such {noun}: '{identifier}'", status=status, code="resource_missing", param=param
    )


def unsupported(*, param: str) -> ApiError:
    """A parameter Stripe knows and the twin would have to ignore: refused instead."""
    return ApiError(
        f"The test twin of Stripe does not act on `{param}`.", code="twin_unsupported", param=param
    )
