"""One private workforce an account and Region: of two in a stack, the second can't be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._contract import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk import Stack
    from constructs import Construct

_KEPT: Final = "_cdk_sagemaker_workteam_workforce"


def only_one(workforce: Construct, stack: Stack) -> Iterator[Problem]:
    """Yield the workforce that a stack has already."""
    first = vars(stack).setdefault(_KEPT, workforce.node.path)
    if first != workforce.node.path:
        yield Problem("workforce_name", "one private workforce in a stack, as in an account and Region", f"{first} too")
