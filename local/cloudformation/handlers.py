"""What a resource type has to be able to do, in ministack's terms."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, TypeAlias

Properties: TypeAlias = dict[str, Any]
Made: TypeAlias = tuple[str, dict[str, str]]
"""What ``Ref`` gives, and what ``Fn::GetAtt`` gives by attribute."""


class ResourceType(Protocol):
    """A resource type by its schema's name.

    ``create_only`` are the properties whose change replaces the resource. CloudFormation makes the new one and deletes
    the old one afterwards; where ``deletes_first``, ``update`` does both the other way round.
    """

    name: ClassVar[str]
    create_only: ClassVar[tuple[str, ...]]
    deletes_first: ClassVar[bool]

    def create(self, logical_id: str, properties: Properties, stack: str) -> Made:
        """Make one."""

    def update(self, physical_id: str, before: Properties, after: Properties) -> Made:
        """Change one."""

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete one, or nothing if it is gone."""
