"""Requests checked against the service model that botocore ships."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import regex
from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StringShape, StructureShape

from local.sagemaker.errors import ServiceError, invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOT: Final = r"[^\n\r\u0085\u2028\u2029]"
_JSON_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "timestamp": (int, float),
}


@lru_cache(maxsize=1)
def service_model() -> ServiceModel:
    """Return SageMaker's service model, loaded once."""
    return ServiceModel(Loader().load_service_model("sagemaker", "service-2"), "sagemaker")


@lru_cache(maxsize=64)
def operation_model(operation: str) -> OperationModel:
    """Return the model of one operation."""
    return service_model().operation_model(operation)


def checked(operation: str, request: object) -> dict[str, Any]:
    """Return the members of a request that the operation knows, or refuse it as the service does.

    Members that the model doesn't name, and null ones, are dropped.

    Raises
    ------
    ServiceError
        ``SerializationException`` where a value has another type than the model says, ``ValidationException`` with
        everything else that is wrong.
    """
    shape = operation_model(operation).input_shape
    known: dict[str, Any] = _known(shape, request, "")
    found = list(_violations(shape, known, ""))
    if found:
        errors = "error" if len(found) == 1 else "errors"
        raise invalid(f"{len(found)} validation {errors} detected: {'; '.join(found)}")
    return known


def _known(shape: Shape | None, value: Any, path: str) -> Any:
    if shape is None:
        return {}
    if not _has_type(value, _JSON_TYPES[shape.type_name]):
        raise ServiceError("SerializationException", f"{_json_type(value)} can not be converted to {shape.name}{path}")
    if isinstance(shape, StructureShape):
        return {
            name: _known(member, value[name], f"{path}.{name}")
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, ListShape):
        return [_known(shape.member, item, f"{path}[{index}]") for index, item in enumerate(value)]
    return value


def _has_type(value: object, expected: tuple[type, ...]) -> bool:
    return bool in expected if isinstance(value, bool) else isinstance(value, expected)


def _json_type(value: object) -> str:
    return {dict: "OBJECT_VALUE", list: "ARRAY_VALUE", str: "STRING_VALUE", bool: "BOOLEAN_VALUE"}.get(
        type(value), "NULL_VALUE" if value is None else "NUMBER_VALUE"
    )


def _violations(shape: Shape | None, value: Any, path: str) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        for name in shape.required_members:
            if name not in value:
                yield _violation("null", _join(path, name), "Member must not be null")
        for name, inner in value.items():
            yield from _violations(shape.members[name], inner, _join(path, name))
    elif isinstance(shape, ListShape):
        yield from _out_of_bounds(shape, value, path, len(value), "length")
        for number, item in enumerate(value, start=1):
            yield from _violations(shape.member, item, f"{path}.{number}.member")
    elif isinstance(shape, StringShape):
        yield from _out_of_bounds(shape, value, path, len(value), "length")
        yield from _of_string(shape, value, path)
    elif shape is not None and not isinstance(shape, MapShape):
        yield from _out_of_bounds(shape, value, path, value, "value")


def _out_of_bounds(shape: Shape, value: object, path: str, size: float, what: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and size < low:
        yield _violation(value, path, f"Member must have {what} greater than or equal to {low}")
    if high is not None and size > high:
        yield _violation(value, path, f"Member must have {what} less than or equal to {high}")


def _of_string(shape: StringShape, value: str, path: str) -> Iterator[str]:
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not _pattern(pattern).fullmatch(value):
        yield _violation(value, path, f"Member must satisfy regular expression pattern: {pattern}")
    if shape.enum and value not in shape.enum:
        yield _violation(value, path, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> Any:
    """Compile a pattern as the service reads it: word characters are ASCII, a dot stops at any end of line."""
    return regex.compile(regex.sub(r"\\.|\[[^]]*\]|\.", _as_the_service_reads_it, pattern))


def _as_the_service_reads_it(token: Any) -> str:
    text: str = f"[{token[0]}]" if token[0] in (r"\w", r"\d") else token[0]
    return _DOT if text == "." else text.replace(r"\w", "a-zA-Z0-9_").replace(r"\d", "0-9")


def _violation(value: object, path: str, constraint: str) -> str:
    shown = value if value == "null" else f"'{value}'"
    return f"Value {shown} at '{path}' failed to satisfy constraint: {constraint}"


def _join(path: str, name: str) -> str:
    spelled = name[0].lower() + name[1:]
    return f"{path}.{spelled}" if path else spelled
