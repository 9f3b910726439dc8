"""What the function waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
from aws_cdk import CfnResource, IStableAnyProducer, Lazy, Stack

from .references import is_same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_iam import IRole
    from aws_cdk.aws_lambda import CfnFunction


def order_by_role_once(function: CfnFunction, role: IRole) -> None:
    """Leave the role out of what a function waits for: it refers to it, and said twice is a finding of the linter."""
    function.add_override("DependsOn", Lazy.any(_BesideRole(function, role)))


@jsii.implements(IStableAnyProducer)
class _BesideRole:
    """Known when the template is written, since dependencies may be added until then."""

    def __init__(self, function: CfnFunction, role: IRole) -> None:
        self._function = function
        self._role = role

    def produce(self) -> list[str] | None:
        """Return the logical ids, or nothing where there is but the role."""
        beside = {one.node.path: one.logical_id for one in self._waited_for() if not self._is_within_role(one)}
        return [logical_id for _, logical_id in sorted(beside.items())] or None

    def _waited_for(self) -> Iterator[CfnResource]:
        for one in self._function.obtain_dependencies():
            if isinstance(one, CfnResource) and is_same(Stack.of(one), Stack.of(self._function)):
                yield one

    def _is_within_role(self, one: CfnResource) -> bool:
        return one.node.path.startswith(f"{self._role.node.path}/")
