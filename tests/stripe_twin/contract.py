"""The parameter contract: what a request may say, by the SDK's own TypedDict classes.

Those classes are generated from Stripe's OpenAPI description, so an unknown, missing or
mistyped parameter that Stripe would refuse is refused here too. The SDK widens its enums
with ``| str``; Stripe does not accept other values, hence neither does :func:`check`.
"""

import functools
import re
import types
import typing
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import typing_extensions
from stripe import _request_options
from stripe._request_options import RequestOptions

from tests.stripe_twin.errors import ApiError

INTEGER = re.compile(r"-?\d{1,18}")
NAME = re.compile(r"[^\[\]]+")


def decode(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Undo the SDK's form encoding: ``a[b][0]=x`` becomes ``{"a": {"b": {"0": "x"}}}``."""
    decoded: dict[str, Any] = {}
    for name, value in pairs:
        path = NAME.findall(name)
        if not path:
            raise ApiError(f"Invalid parameter name: {name}", code="parameter_unknown")
        if name.endswith("[]"):
            path.append(name)  # numbered by _insert
        _insert(decoded, path=path, value=value, append=name.endswith("[]"))
    return decoded


def check(*, params: type, raw: dict[str, Any]) -> dict[str, Any]:
    """Type a decoded request by a parameter class.

    :raises ApiError: 400 on the first unknown, missing or mistyped parameter.
    """
    return _typed_dict(params, raw, path="")


@functools.cache
def fields(params: type) -> dict[str, Any]:
    """The parameters of a class with their types, without the request options."""
    # Names of the inherited request options, which every parameter class carries along.
    names = vars(_request_options) | {"StripeContext": object}
    hints = typing_extensions.get_type_hints(params, localns=names)
    return {
        name: hint for name, hint in hints.items() if name not in RequestOptions.__annotations__
    }


def _insert(target: dict[str, Any], *, path: list[str], value: str, append: bool) -> None:
    *parents, last = path
    for name in parents:
        target = target.setdefault(name, {})
        if not isinstance(target, dict):
            raise ApiError(f"Invalid object: {name}", code="parameter_invalid_type", param=name)
    target[str(len(target)) if append else last] = value


def _typed_dict(params: type, raw: Any, *, path: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _mistyped("object", raw, path)
    known = fields(params)
    for name in raw:
        if name not in known:
            param = _join(path, name)
            raise ApiError(
                f"Received unknown parameter: {param}", code="parameter_unknown", param=param
            )
    for name in sorted(params.__required_keys__ & known.keys()):  # type: ignore[attr-defined]
        if name not in raw:
            param = _join(path, name)
            raise ApiError(
                f"Missing required param: {param}.", code="parameter_missing", param=param
            )
    return {name: _typed(known[name], raw[name], path=_join(path, name)) for name in raw}


def _typed(hint: Any, raw: Any, *, path: str) -> Any:
    if _is_union(hint):
        return _one_of(typing.get_args(hint), raw, path=path)
    origin = typing.get_origin(hint)
    if origin is typing.Literal:
        return _choice(typing.get_args(hint), raw, path=path)
    if origin is list:
        return _list(typing.get_args(hint)[0], raw, path=path)
    if origin is dict:
        return _mapping(typing.get_args(hint)[1], raw, path=path)
    if typing_extensions.is_typeddict(hint):
        return _typed_dict(hint, raw, path=path)
    return SCALARS[hint](raw, path)


def _one_of(hints: tuple[Any, ...], raw: Any, *, path: str) -> Any:
    """Pick the member of a union by the form of the value."""
    literals = [
        v for h in hints if typing.get_origin(h) is typing.Literal for v in typing.get_args(h)
    ]
    if raw == "" and "" in literals:
        return ""
    if isinstance(raw, dict):
        return _typed(_structured(hints, raw, path), raw, path=path)
    if any(literals):
        return _choice(tuple(filter(None, literals)), raw, path=path)
    for hint in hints:
        if hint in SCALARS:
            return _typed(hint, raw, path=path)
    raise _mistyped("object", raw, path)


def _structured(hints: tuple[Any, ...], raw: Any, path: str) -> Any:
    for hint in hints:
        if typing_extensions.is_typeddict(hint) or typing.get_origin(hint) in (dict, list):
            return hint
    raise _mistyped("string", raw, path)


def _choice(values: tuple[Any, ...], raw: Any, *, path: str) -> str:
    if raw in values:
        return str(raw)
    raise ApiError(f"Invalid {path}: must be one of {', '.join(map(str, values))}", param=path)


def _list(hint: Any, raw: Any, *, path: str) -> list[Any]:
    if not isinstance(raw, dict) or not all(key.isdigit() for key in raw):
        raise _mistyped("array", raw, path)
    keys = sorted(raw, key=int)
    return [_typed(hint, raw[key], path=_join(path, key)) for key in keys]


def _mapping(hint: Any, raw: Any, *, path: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _mistyped("object", raw, path)
    # An empty value unsets a key of a mapping (metadata), so it is legal there.
    return {
        name: "" if value == "" else _typed(hint, value, path=_join(path, name))
        for name, value in raw.items()
    }


def _string(raw: Any, path: str) -> str:
    if not isinstance(raw, str):
        raise _mistyped("string", raw, path)
    if raw == "":
        raise ApiError(
            f"You passed an empty string for '{path}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{path}' cannot be unset.",
            code="parameter_invalid_empty",
            param=path,
        )
    return raw


def _integer(raw: Any, path: str) -> int:
    if not isinstance(raw, str) or not INTEGER.fullmatch(raw):
        raise _mistyped("integer", raw, path)
    return int(raw)


def _boolean(raw: Any, path: str) -> bool:
    if raw not in ("true", "false"):
        raise _mistyped("boolean", raw, path)
    return bool(raw == "true")


def _decimal(raw: Any, path: str) -> Decimal:
    try:
        number = Decimal(raw)
    except (InvalidOperation, TypeError, ValueError):
        raise _mistyped("decimal", raw, path) from None
    if not number.is_finite():
        raise _mistyped("decimal", raw, path)
    return number


SCALARS: dict[Any, Any] = {
    str: _string,
    int: _integer,
    bool: _boolean,
    float: _decimal,
    Decimal: _decimal,
}


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


def _mistyped(kind: str, raw: Any, path: str) -> ApiError:
    code = "parameter_invalid_integer" if kind == "integer" else "parameter_invalid_type"
    shown = raw if isinstance(raw, str) else "{…}"
    return ApiError(f"Invalid {kind}: {shown}", code=code, param=path)


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
