"""No explicit name twice: of two teams of one account and Region, only one can have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import jsii
from aws_cdk import Annotations, CfnResource, Stack
from constructs import IValidation

from ..provider.interface import Place
from ..references import is_same, outermost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import Construct

_NAMED: Final = "_cdk_sagemaker_workteam_names"


def name_once(team: Construct, stack: Stack, name: str | None) -> None:
    """Report a name that another team has, when the app is synthesised.

    It is an error within one stack, unless a condition may leave one of the teams out, and a warning where two stacks
    are known to be deployed to the same account and Region.
    """
    if not isinstance(name, str):
        return
    # kept with the app, so that it goes when the app does
    named: dict[str, list[_Named]] = vars(team.node.root).setdefault(_NAMED, {})
    known = named.setdefault(name, [])
    one = _Named(team, stack, name, tuple(known))
    known.append(one)
    one.warn_of_other_stacks()
    team.node.add_validation(one)


@jsii.implements(IValidation)
class _Named:
    """One team with an explicit name, and the earlier ones with the same name."""

    def __init__(self, team: Construct, stack: Stack, name: str, earlier: tuple[_Named, ...]) -> None:
        self._path: Final = team.node.path
        self._team: Final = team
        self._stack: Final = stack
        self._deployed: Final = outermost(stack)
        self._name: Final = name
        self._earlier: Final = earlier

    def validate(self) -> list[str]:
        """Return a sentence for each team of the stack that is certain to be deployed together with this one."""
        return [
            f"`workteam_name`: expected a name that no other team of the stack has, received that of {one._path}"
            for one in self._earlier
            if one._deployed.node.path == self._deployed.node.path
            and not (self._may_be_left_out or one._may_be_left_out)
        ]

    def warn_of_other_stacks(self) -> None:
        """Warn of the same name in another stack of the same account and Region."""
        ours = Place.of(self._deployed)
        for one in self._earlier:
            if not is_same(one._deployed, self._deployed) and ours.is_surely(Place.of(one._deployed)):
                Annotations.of(self._team).add_warning_v2(
                    "cdk-sagemaker-workteam:workteamName",
                    f"`workteam_name`: {one._path} has the same name, account and Region; one alone can be deployed",
                )

    @property
    def _may_be_left_out(self) -> bool:
        """Whether the team, or a stack that it is nested in, has a condition."""
        around = [self._team.node.default_child, *_nesting(self._stack)]
        return any(isinstance(one, CfnResource) and one.cfn_options.condition is not None for one in around)


def _nesting(stack: Stack) -> Iterator[CfnResource]:
    if stack.nested_stack_resource and stack.nested_stack_parent:
        yield stack.nested_stack_resource
        yield from _nesting(stack.nested_stack_parent)
