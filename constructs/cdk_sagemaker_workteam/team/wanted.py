"""What a watch compares a team with: the properties that the template has, overrides included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import jsii
from aws_cdk import IAnyProducer, Stack, Token

from ..written_ahead import WrittenAhead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import CfnResource, IResolveContext

_OF_CLOUDFORMATION: Final = ("ServiceToken", "ServiceTimeout")


@jsii.implements(IAnyProducer)
class WantedProperties:
    """The properties of a team, known when the template is written, since they may be overridden until then."""

    def __init__(self, resource: CfnResource, given: Mapping[str, Any]) -> None:
        self._resource = resource
        self._given = given
        self._ahead = WrittenAhead.of(resource)

    def produce(self, context: IResolveContext) -> Any:
        """Return the properties: as they were given, or as they were overridden."""
        found = self._ahead.rendered(self._resource, context)
        if found is None:
            return self._given
        written = {
            name: value for name, value in found.resource["Properties"].items() if name not in _OF_CLOUDFORMATION
        }
        given = Stack.of(self._resource).resolve(self._given)
        return self._given if written == given else _with_tokens(written)


def _with_tokens(value: Any) -> Any:
    """Make tokens of what CloudFormation resolves, which is text within text otherwise."""
    match value:
        case dict() if len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::")):
            return Token.as_any(value)
        case dict():
            return {name: _with_tokens(inner) for name, inner in value.items()}
        case list():
            return [_with_tokens(inner) for inner in value]
        case _:
            return value
