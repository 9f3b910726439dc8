"""The tags of a team: its own over those of its stack, which CloudFormation does not pass on to custom resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import jsii
from aws_cdk import Aspects, IAnyProducer, IResolveContext, RemoveTag, Stack, Tag, TagManager, TagType
from constructs import IValidation

from .._contract import RESOURCE_TYPE, Problem
from ..validation import property_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from constructs import Construct

_KEPT: Final = "_cdk_sagemaker_workteam_tags"


@jsii.implements(IAnyProducer, IValidation)
class TeamTags(TagManager):
    """Renders and checks tags when the template is written, since ``Tags.of`` may add some until then.

    To be rendered anew each time: a watch measures its input when it is made, which is not to be the last word.
    """

    def __init__(self, team: Construct, stack: Stack) -> None:
        super().__init__(TagType.KEY_VALUE, RESOURCE_TYPE)
        self._team = team
        self._stack = stack
        self._rendered: list[dict[str, str]] = []

    def produce(self, context: IResolveContext) -> list[dict[str, str]] | None:  # noqa: ARG002
        """Return the ``Tags`` of the CreateWorkteam request, or nothing where there are none."""
        own = self.tag_values()
        merged: dict[str, str] = {}
        for manager in self._stack_tag_managers:
            merged |= manager.tag_values()
        kept = {key: value for key, value in merged.items() if key in own or not self._is_turned_off(key)}
        self._rendered = [{"Key": key, "Value": value} for key, value in {**kept, **own}.items()]
        return self._rendered or None

    def validate(self) -> list[str]:
        """Return what is wrong with the tags as they were rendered, which comes first; one sentence each."""
        return [str(problem) for problem in self._problems()]

    def _problems(self) -> Iterator[Problem]:
        for problem in property_problems({"Tags": self._rendered}):
            match problem.names:
                case ("tags", int(number), part):
                    # whoever reads it knows the key, not the place among all tags
                    named = f"tags[{self._rendered[number]['Key']!r}]"
                    yield Problem((named, part), problem.expected, problem.received)
                case ("tags",):
                    yield problem

    def _is_turned_off(self, key: str) -> bool:
        """Tell whether a stack's tag was removed from the team, or put on a construct around it but for its type."""
        for scope in self._team.node.scopes:
            for aspect in Aspects.of(scope).all:
                if isinstance(aspect, RemoveTag | Tag) and aspect.key == key:
                    # protected in the CDK, and the only place where they stand
                    included, excluded = aspect._props.include_resource_types, aspect._props.exclude_resource_types
                    is_excluded = RESOURCE_TYPE in (excluded or ())
                    is_included = not included or RESOURCE_TYPE in included
                    if is_excluded if isinstance(aspect, Tag) else is_included and not is_excluded:
                        return True
        return False

    @property
    def _stack_tag_managers(self) -> Sequence[TagManager]:
        """The tags of the stack, after those of the stacks that it is nested in."""
        kept: Sequence[TagManager] | None = vars(self._stack).get(_KEPT)
        if kept is None:
            kept = vars(self._stack)[_KEPT] = tuple(_outermost_first(self._stack))
        return kept


def _outermost_first(stack: Stack) -> Iterator[TagManager]:
    if stack.nested_stack_parent:
        yield from _outermost_first(stack.nested_stack_parent)
    yield stack.tags
