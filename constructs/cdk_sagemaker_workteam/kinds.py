"""Values of another kind than their prop's, told before they fail somewhere in the CDK."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Final

from aws_cdk import Duration
from aws_cdk.aws_lambda import Runtime, Tracing

from ._contract import Problem, received

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: Final[Mapping[str, tuple[str, tuple[type, ...]]]] = {
    "runtime": ("a lambda Runtime", (Runtime,)),
    "tracing": ("a lambda Tracing", (Tracing,)),
    "timeout": ("a Duration", (Duration,)),
    "service_timeout": ("a Duration", (Duration,)),
    "memory_size": ("a number", (int, float)),
    "reserved_concurrent_executions": ("a number", (int, float, NoneType)),
}


def kind_problems(**props: object) -> list[Problem]:
    """Return the values that are not of their prop's kind."""
    return [
        Problem(prop, _KINDS[prop][0], received(value))
        for prop, value in props.items()
        if isinstance(value, bool) or not isinstance(value, _KINDS[prop][1])
    ]


def construct_problems(**props: object) -> list[Problem]:
    """Return the names and ARNs in the place of constructs."""
    return [
        Problem(prop, "a construct, made here or imported", received(value))
        for prop, value in props.items()
        if isinstance(value, str)
    ]
