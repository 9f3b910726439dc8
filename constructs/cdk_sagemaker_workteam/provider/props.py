"""Every prop of the provider, once: its type, its default, and which values Lambda takes."""

# ruff: noqa: RUF009 - the calls return fields

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import CfnResource, Duration
from aws_cdk.aws_ec2 import SubnetSelection
from aws_cdk.aws_lambda import ApplicationLogLevel, Architecture, Runtime, Tracing
from aws_cdk.aws_logs import RetentionDays

from .._contract import Problem
from ..props import Props
from . import checks, rights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aws_cdk import Stack
    from aws_cdk.aws_ec2 import ISecurityGroup, IVpc
    from aws_cdk.aws_iam import IManagedPolicy, IRole, PolicyStatement
    from aws_cdk.aws_kms import IKey
    from aws_cdk.aws_logs import ILogGroup
    from aws_cdk.aws_sqs import IQueue

DEFAULT_SERVICE_TIMEOUT: Final = Duration.minutes(15)


def _prop(expected: str, is_right: Callable[[Any], bool], default: object = None) -> Any:
    return field(default=default, metadata={"expected": expected, "is_right": is_right})


def _of(expected: str, kind: type, default: object = None) -> Any:
    return _prop(expected, lambda value: isinstance(value, kind), default)


def _number(default: object = None) -> Any:
    return _prop("a number", lambda value: isinstance(value, int | float) and not isinstance(value, bool), default)


def _construct() -> Any:
    return field(
        default=None,
        metadata={
            "expected": "a construct, defined or imported in this app",
            "is_right": _is_construct,
            "takes_constructs": True,
        },
    )


def _constructs() -> Any:
    return field(
        default=None,
        metadata={
            "expected": "a list of constructs, defined or imported in this app",
            "is_right": lambda value: isinstance(value, list) and all(map(_is_construct, value)),
            "takes_constructs": True,
        },
    )


def _is_construct(value: object) -> bool:
    return hasattr(value, "node") and not isinstance(value, CfnResource)


@dataclass(frozen=True, kw_only=True)
class FunctionProps(Props):
    """How the function runs."""

    runtime: Runtime = _of("a lambda Runtime", Runtime, Runtime.PYTHON_3_13)
    architecture: Architecture = _of("a lambda Architecture", Architecture, Architecture.ARM_64)
    memory_size: int = _number(256)
    timeout: Duration = _of("a Duration", Duration, Duration.minutes(5))
    service_timeout: Duration = _of("a Duration", Duration, DEFAULT_SERVICE_TIMEOUT)
    log_group: ILogGroup | None = _construct()
    log_retention: RetentionDays | None = _of("a logs RetentionDays", RetentionDays)
    log_level: ApplicationLogLevel = _of("a lambda ApplicationLogLevel", ApplicationLogLevel, ApplicationLogLevel.INFO)
    log_encryption_key: IKey | None = _construct()
    role: IRole | None = _construct()
    permissions_boundary: IManagedPolicy | None = _construct()
    vpc: IVpc | None = _construct()
    vpc_subnets: SubnetSelection | None = _prop(
        "an ec2 SubnetSelection", lambda value: isinstance(value, SubnetSelection | dict)
    )
    security_groups: Sequence[ISecurityGroup] | None = _constructs()
    dead_letter_queue: IQueue | None = _construct()
    tracing: Tracing = _of("a lambda Tracing", Tracing, Tracing.DISABLED)
    reserved_concurrent_executions: int | None = _number()
    environment_encryption: IKey | None = _construct()
    allow_adoption: bool = _of("True or False", bool, True)

    def problems(self) -> list[Problem]:
        """Return the values of a wrong type or, where there are none, those that Lambda would refuse."""
        return list(self.type_problems()) or [
            *checks.code_problems(self.runtime, self.dead_letter_queue),
            *checks.number_problems(self.memory_size, self.reserved_concurrent_executions),
            *checks.time_problems(self.timeout, self.service_timeout),
            *self._conflicts(),
        ]

    def _conflicts(self) -> Iterator[Problem]:
        """Yield a problem for each prop that conflicts with another or has no effect without it."""
        if self.role is not None and self.permissions_boundary is not None:
            yield Problem(("permissions_boundary",), "none for a `role` that is given, which has its own", "both")
        for prop in ("log_retention", "log_encryption_key"):
            if self.log_group is not None and getattr(self, prop) is not None:
                yield Problem((prop,), "none for a `log_group` that is given, which has its own", "both")
        for prop in ("vpc_subnets", "security_groups"):
            if self.vpc is None and getattr(self, prop) is not None:
                yield Problem((prop,), "a `vpc` as well", "none")

    def statements(self, stack: Stack, log_group: ILogGroup) -> Iterator[PolicyStatement]:
        """Yield what the function needs to run this way."""
        yield from rights.workteam_rights(stack, log_group)
        if self.vpc is not None:
            yield from rights.network_rights(stack)
            if self.role is None:
                # no other function has this role, and this one can't be named by what it refers to
                yield rights.network_denial(rights.functions_of(stack))
        if self.dead_letter_queue is not None:
            yield from rights.dead_letter_rights(stack, self.dead_letter_queue)
        if self.tracing != Tracing.DISABLED:
            yield rights.tracing_rights()
        if self.environment_encryption is not None:
            yield rights.environment_rights(stack, self.environment_encryption)


@dataclass(frozen=True, kw_only=True)
class ImportedProps(Props):
    """What is known of a function of another app."""

    role: IRole | None = _construct()
    service_timeout: Duration = _of("a Duration", Duration, DEFAULT_SERVICE_TIMEOUT)

    def problems(self) -> list[Problem]:
        """Return the values of a wrong type, and a time-out that no function of this kind fits into."""
        return list(self.type_problems()) or list(checks.imported_time_problems(self.service_timeout))
