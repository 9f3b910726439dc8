"""Where Ground Truth has a labeling portal, and where Cognito has user pools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Annotations, Stack

from .._contract import Problem
from ..provider.interface import Place
from ..validation import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import Construct

PORTAL_REGIONS: Final = frozenset(
    {
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-west-1",
        "eu-west-2",
        "us-east-1",
        "us-east-2",
        "us-west-2",
    }
)
_PUBLIC: Final = ("af-", "ap-", "ca-", "eu-", "il-", "me-", "mx-", "sa-", "us-", "cn-")
_ISOLATED: Final = ("us-iso", "eu-iso")


def region_problems(stack: Stack, *, cognito: bool) -> Iterator[Problem]:
    """Yield a problem if a workforce needs a user pool in a Region without any."""
    if cognito and has_no_user_pools(stack):
        yield Problem(
            ("user_pool",), "a Region with Cognito user pools; use `PrivateWorkforce.oidc` in China", stack.region
        )


def has_no_user_pools(stack: Stack) -> bool:
    """Tell whether a stack is in a Region known to have no Cognito user pools."""
    return _named(stack).startswith("cn-")


def warn_of_missing_portal(scope: Construct) -> None:
    """Warn of a Region that isn't documented to have a portal; isolated Regions have separate documentation."""
    region = _named(Stack.of(scope))
    if region.startswith(_PUBLIC) and not region.startswith(_ISOLATED) and region not in PORTAL_REGIONS:
        Annotations.of(scope).add_warning_v2(
            "cdk-sagemaker-workteam:portalRegion",
            f"the Region {region} is not documented to have a labeling portal, so workers may have nowhere to sign in; "
            f"documented are {', '.join(sorted(PORTAL_REGIONS))}",
        )


def _named(stack: Stack) -> str:
    region = Place.of(stack).region
    return "" if is_unresolved(region) else region
