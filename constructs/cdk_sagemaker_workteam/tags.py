"""The tags of a team: its own over those of its stack, which CloudFormation does not pass on to custom resources."""

from __future__ import annotations

import functools

import jsii
from aws_cdk import IStableAnyProducer, Stack, TagManager
from constructs import IValidation

from .validation import property_problems


@jsii.implements(IStableAnyProducer, IValidation)
class TeamTags:
    """Renders and checks tags when the template is written, since ``Tags.of`` may add some until then."""

    def __init__(self, stack: Stack, own: TagManager) -> None:
        self._stack = stack
        self._own = own

    def produce(self) -> list[dict[str, str]] | None:
        """Return the ``Tags`` of the CreateWorkteam request, or nothing where there are none."""
        return self._rendered() or None

    def validate(self) -> list[str]:
        """Return what is wrong with the tags, one sentence each."""
        tags = self._rendered()
        return [str(problem) for problem in property_problems({"Tags": tags}) if problem.path.startswith("tags")]

    def _rendered(self) -> list[dict[str, str]]:
        merged: dict[str, str] = {}
        for manager in (*_stack_tags(self._stack), self._own):
            merged |= manager.tag_values()
        return [{"Key": key, "Value": value} for key, value in merged.items()]


@functools.lru_cache
def _stack_tags(stack: Stack) -> tuple[TagManager, ...]:
    """Return where a stack's tags are, those of the stacks that it is nested in first."""
    parent = stack.nested_stack_parent
    return (*(_stack_tags(parent) if parent else ()), stack.tags)
