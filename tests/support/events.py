"""Custom-resource events as CloudFormation writes them."""

from __future__ import annotations

import secrets
import string
import uuid
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Event: TypeAlias = dict[str, Any]
Properties: TypeAlias = "Mapping[str, Any]"
RequestType: TypeAlias = Literal["Create", "Update", "Delete"]

RESOURCE_TYPE = "Custom::SageMakerWorkteam"
_SUFFIX_CHARACTERS = string.ascii_uppercase + string.digits


def stack_id(name: str, account: str, region: str) -> str:
    """Make the id of a stack that has just been created."""
    return f"arn:aws:cloudformation:{region}:{account}:stack/{name}/{uuid.uuid4()}"


def invented_physical_id(stack_name: str, logical_id: str) -> str:
    """Make the id that CloudFormation gives a resource whose Create never answered."""
    suffix = "".join(secrets.choice(_SUFFIX_CHARACTERS) for _ in range(12))
    return f"{stack_name}-{logical_id}-{suffix}"


def as_sent(value: Any) -> Any:
    """Turn every scalar into a string and leave out what is null, as CloudFormation does with properties."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return {key: as_sent(inner) for key, inner in value.items() if inner is not None}
        case list() | tuple():
            return [as_sent(inner) for inner in value if inner is not None]
        case str():
            return value
        case _:
            return str(value)
