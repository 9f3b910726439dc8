"""The properties of both resource types, checked and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from workteam_provider.contract import ADDRESSES, SIGN_IN, problems_of
from workteam_provider.protocol.event import own_properties
from workteam_provider.sign_in.errors import InvalidPropertiesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workteam_provider.contract import Fields
    from workteam_provider.protocol.event import Event


class SignInProperties(NamedTuple):
    """Valid properties of a sign-in."""

    pool: str
    client: str
    workforce: str


def parse_sign_in(raw: Mapping[str, Any]) -> SignInProperties:
    """Check and type the properties of a sign-in.

    Raises
    ------
    InvalidPropertiesError
        The services would refuse properties; it names them all.
    """
    own = _valid(raw, SIGN_IN)
    return SignInProperties(own["UserPoolId"], own["ClientId"], own["WorkforceName"])


def parse_addresses(raw: Mapping[str, Any]) -> str:
    """Check the properties of a lookup of addresses and return the workforce's name.

    Raises
    ------
    InvalidPropertiesError
        The services would refuse properties; it names them all.
    """
    name: str = _valid(raw, ADDRESSES)["WorkforceName"]
    return name


def has_changed(event: Event) -> bool:
    """Whether an event changes anything besides CloudFormation's own properties; a Create always does."""
    return own_properties(event.properties) != own_properties(event.old_properties)


def _valid(raw: Mapping[str, Any], shape: Fields) -> dict[str, Any]:
    own = own_properties(raw)
    found = list(problems_of(shape, own))
    if found:
        raise InvalidPropertiesError(found)
    return own
