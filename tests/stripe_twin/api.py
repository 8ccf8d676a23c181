"""``/v1/…``: who may call, faults, idempotency, the contract, then the resource."""

import base64
import re
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.stripe_twin import API_VERSION, contract, events, idempotency, identifiers
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.routes import Call, Route
from tests.stripe_twin.switches import Fault
from tests.stripe_twin.wire import Answer, Request, as_json

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

TEST_KEY = re.compile(r"sk_test_\w+")
NO_FAULT = Fault(kind="none")


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """One POST or GET on its way through."""

    request: Request
    request_id: str
    params: dict[str, Any]
    key: str | None
    fault: Fault
    account: str | None


class Api:
    """The addresses of Stripe's API."""

    def __init__(self, twin: "Twin") -> None:
        self._twin = twin
        self._keys = idempotency.Keys()

    def answer(self, request: Request) -> Answer:
        """Serve one call; refusals and faults included."""
        request_id = identifiers.new("req", length=14)
        try:
            answer = self._answer(request, request_id)
        except ApiError as refusal:
            answer = as_json(refusal.body(), status=refusal.status)
        headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION} | answer.headers
        return replace(answer, headers=headers)

    def _answer(self, request: Request, request_id: str) -> Answer:
        self._authenticate(request)
        account = self._account(request)
        params = contract.decode(request.form)
        key = _key(request, account)
        with self._keys.claim(key):
            fault = self._fault(request)
            _refuse_by(fault)
            saved = idempotency.replay(self._twin, key=key, path=request.path, params=params)
            answer = saved or self._execute(
                _Attempt(
                    request=request,
                    request_id=request_id,
                    params=params,
                    key=key,
                    fault=fault,
                    account=account,
                )
            )
        return replace(answer, drop=fault.kind == "commit_then_drop")

    def _authenticate(self, request: Request) -> None:
        key = _sent_key(request.headers.get("authorization", ""))
        if not key:
            raise ApiError(
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY').",
                status=401,
            )
        if not TEST_KEY.fullmatch(key) or self._twin.api_key not in (None, key):
            raise ApiError(f"Invalid API Key provided: {key[:8]}****", status=401)
        _refuse_foreign(request)

    def _account(self, request: Request) -> str | None:
        """The connected account that a call is made for, or None for the platform.

        :raises ApiError: the account is not one of ours.
        """
        account = request.headers.get("stripe-account")
        if account and not self._twin.store.get(account, kind="account"):
            raise ApiError(
                f"The provided key does not have access to account '{account}' (or that account "
                "does not exist).",
                status=403,
                code="account_invalid",
            )
        return account or None

    def _fault(self, request: Request) -> Fault:
        found = self._twin.switches.take_fault(f"{request.method} {request.path}")
        return found or NO_FAULT

    def _execute(self, attempt: _Attempt) -> Answer:
        """Check, wait if told to, act, and keep the answer for the key."""
        route, named = self._twin.resources.match(
            method=attempt.request.method, path=attempt.request.path
        )
        params = contract.check(params=route.params, raw=attempt.params)
        route.refuse_unsupported(params, account=attempt.account)
        if attempt.fault.kind == "slow":
            time.sleep(attempt.fault.seconds)
        if attempt.fault.kind == "500_saved":
            return self._keep(attempt, _server_error())
        call = Call(params=params, path=named, url=attempt.request.path, account=attempt.account)
        try:
            return self._act(attempt, route, call)
        except ApiError as refusal:
            return self._keep(attempt, as_json(refusal.body(), status=refusal.status))

    def _act(self, attempt: _Attempt, route: Route, call: Call) -> Answer:
        key = attempt.request.headers.get("idempotency-key")
        cause = {"id": attempt.request_id, "idempotency_key": key or None}
        token = events.REQUEST.set(cause)
        try:
            with self._twin.acting():
                answer = as_json(route.handler(self._twin, call))
                if attempt.fault.kind == "500_after_commit":
                    answer = _server_error()
                return self._keep(attempt, answer)
        finally:
            events.REQUEST.reset(token)

    def _keep(self, attempt: _Attempt, answer: Answer) -> Answer:
        """In the transaction of the effects, so that neither is there without the other."""
        with self._twin.store.transaction():
            idempotency.save(
                self._twin,
                key=attempt.key,
                path=attempt.request.path,
                params=attempt.params,
                answer=answer,
                request_id=attempt.request_id,
            )
        return answer


def _sent_key(authorization: str) -> str:
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(credentials).decode().partition(":")[0]
        except ValueError:
            return ""
    return credentials.strip() if scheme.lower() == "bearer" else ""


def _refuse_foreign(request: Request) -> None:
    """Another version of the API would be answered wrongly."""
    version = request.headers.get("stripe-version", API_VERSION)
    if version != API_VERSION:
        raise ApiError(f"Invalid Stripe API version: {version}; the twin speaks {API_VERSION}.")
    if request.headers.get("stripe-context"):
        raise unsupported(param="Stripe-Context")


def _key(request: Request, account: str | None) -> str | None:
    """The key of a POST; each account has keys of its own."""
    if request.method != "POST":
        return None
    key = idempotency.checked(request.headers.get("idempotency-key"))
    return f"{account}/{key}" if key and account else key


def _refuse_by(fault: Fault) -> None:
    """Faults that strike before anything is done; no key keeps them."""
    if fault.kind == "429":
        raise ApiError("Too many requests hit the API too quickly.", status=429, code="rate_limit")
    if fault.kind == "500_before":
        raise ApiError("An unknown error occurred.", status=500, kind="api_error")


def _server_error() -> Answer:
    error = ApiError("An unknown error occurred.", status=500, kind="api_error")
    return as_json(error.body(), status=error.status)
