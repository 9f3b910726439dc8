"""The tags of a team: its own over those of its stack, which CloudFormation does not pass on to custom resources."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import jsii
from aws_cdk import IStableAnyProducer, Stack, TagManager, TagType
from constructs import IValidation

from .._contract import RESOURCE_TYPE
from ..validation import property_problems

if TYPE_CHECKING:
    from collections.abc import Iterator


@jsii.implements(IStableAnyProducer, IValidation)
class TeamTags(TagManager):
    """Renders and checks tags when the template is written, since ``Tags.of`` may add some until then."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(TagType.KEY_VALUE, RESOURCE_TYPE)
        self._stack = stack
        self._rendered: list[dict[str, str]] = []

    def produce(self) -> list[dict[str, str]] | None:
        """Return the ``Tags`` of the CreateWorkteam request, or nothing where there are none."""
        merged: dict[str, str] = {}
        for manager in (*self._of_stacks, self):
            merged |= manager.tag_values()
        self._rendered = [{"Key": key, "Value": value} for key, value in merged.items()]
        return self._rendered or None

    def validate(self) -> list[str]:
        """Return what is wrong with the tags as they were rendered, which comes first; one sentence each."""
        found = property_problems({"Tags": self._rendered})
        return [str(problem) for problem in found if problem.path.startswith("tags")]

    @functools.cached_property
    def _of_stacks(self) -> tuple[TagManager, ...]:
        """Where the stack's tags are, those of the stacks that it is nested in first."""
        return tuple(_outermost_first(self._stack))


def _outermost_first(stack: Stack) -> Iterator[TagManager]:
    if stack.nested_stack_parent:
        yield from _outermost_first(stack.nested_stack_parent)
    yield stack.tags
