"""What is given to a constructor, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from ._contract import Problem, received

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, kw_only=True)
class Props:
    """The props of one construct, each with its default; its metadata may tell which values are of a right type."""

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Self:
        """Take the props out of a constructor's arguments; None stands for "not given"."""
        names = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in arguments.items() if name in names and value is not None})

    def type_problems(self) -> Iterator[Problem]:
        """Yield the values of a wrong type, so that they are reported by name and not from inside the CDK."""
        for one in fields(self):
            value = getattr(self, one.name)
            if value is not None and not one.metadata["is_right"](value):
                yield Problem((one.name,), one.metadata["expected"], received(value))
