"""There is one private workforce per account and Region: a second one can't be created."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from aws_cdk import Annotations

from .._contract import Problem
from ..provider.interface import Place
from ..references import outermost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk import Stack
    from constructs import Construct

_KEPT: Final = "_cdk_sagemaker_workteam_workforces"


class _Known(NamedTuple):
    path: str
    stack: str
    deployed_with: str
    place: Place


def only_one(workforce: Construct, stack: Stack) -> Iterator[Problem]:
    """Yield a problem if the stack already has a workforce; warn if another stack creates one in the same place."""
    this = _Known(workforce.node.path, stack.node.path, outermost(stack).node.path, Place.of(stack))
    # stored on the app, so that it is garbage-collected with it
    known: list[_Known] = vars(workforce.node.root).setdefault(_KEPT, [])
    for other in known:
        if other.stack == this.stack:
            expected = "one private workforce in a stack, since an account has one per Region"
            yield Problem(("workforce_name",), expected, f"{other.path} too")
        elif other.deployed_with == this.deployed_with or this.place.is_surely(other.place):
            Annotations.of(workforce).add_warning_v2(
                "cdk-sagemaker-workteam:secondWorkforce",
                f"an account has one private workforce per Region, and {other.path} creates it too; import it with "
                "`PrivateWorkforce.from_workforce_name`",
            )
    known.append(this)
