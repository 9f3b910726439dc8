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
    """A valid property set of the sign-in."""

    pool: str
    client: str
    workforce: str


def parse_sign_in(raw: Mapping[str, Any]) -> SignInProperties:
    """Check and type a property set of the sign-in.

    Raises
    ------
    InvalidPropertiesError
        With what in the set no call would take.
    """
    own = _valid(raw, SIGN_IN)
    return SignInProperties(own["UserPoolId"], own["ClientId"], own["WorkforceName"])


def parse_addresses(raw: Mapping[str, Any]) -> str:
    """Check a property set of the addresses; returns the workforce's name.

    Raises
    ------
    InvalidPropertiesError
        With what in the set no call would take.
    """
    name: str = _valid(raw, ADDRESSES)["WorkforceName"]
    return name


def has_changed(event: Event) -> bool:
    """Whether an event changes anything but CloudFormation's own properties; a Create does."""
    return own_properties(event.properties) != own_properties(event.old_properties)


def _valid(raw: Mapping[str, Any], shape: Fields) -> dict[str, Any]:
    own = own_properties(raw)
    found = list(problems_of(shape, own))
    if found:
        raise InvalidPropertiesError(found)
    return own
