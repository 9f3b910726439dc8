"""What proves that a team is ours, and the names and physical ids that follow from it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from workteam_provider.contract import ADOPTED_TAG, LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.errors import InvalidEventError

if TYPE_CHECKING:
    from collections.abc import Mapping

OWNER_TAGS: Final = (STACK_TAG, LOGICAL_ID_TAG, ADOPTED_TAG)

NOT_CREATED: Final = "not-created"
"""Marks the physical id of a Create that made nothing."""

IN_DOUBT: Final = "in-doubt"
"""Marks the physical id of a Create that ended while CreateWorkteam was under way."""

_STACK_ID = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):cloudformation:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):"
    r"stack/(?P<stack>[a-zA-Z][a-zA-Z0-9-]*)/[\w-]+",
    re.ASCII,
)
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_LONGEST_TAG_VALUE = 256
_LONGEST_NAME = 63
_INVENTED_PREFIX_LENGTH = 24


class Owner(NamedTuple):
    """The resource of one stack and logical id: whose teams are told apart from everybody else's."""

    stack_id: str
    logical_id: str
    partition: str
    region: str
    account: str
    stack_name: str

    @classmethod
    def of(cls, stack_id: str, logical_id: str) -> Owner:
        """Read the owner from an event's ids.

        Raises
        ------
        InvalidEventError
            The stack id is not the ARN of a CloudFormation stack.
        """
        match = _STACK_ID.fullmatch(stack_id)
        if match is None:
            raise InvalidEventError("`StackId`: expected the ARN of a CloudFormation stack; nothing was done")
        return cls(stack_id, logical_id, match["partition"], match["region"], match["account"], match["stack"])

    @property
    def tags(self) -> dict[str, str]:
        """The tags that go into CreateWorkteam itself, so that no team of ours is ever without them."""
        return {STACK_TAG: tag_value(self.stack_id), LOGICAL_ID_TAG: tag_value(self.logical_id)}

    def owns(self, tags: Mapping[str, str]) -> bool:
        """Whether a team's tags name this stack and this logical id."""
        return all(tags.get(key) == value for key, value in self.tags.items())

    def derived_name(self, workforce_name: str | None) -> str:
        """Return the name of a team that was given none: equal on a retry, another one where replacement is due."""
        readable = re.sub(r"[^a-zA-Z0-9]+", "-", f"{self.stack_name}-{self.logical_id}")
        digest = _digest(self.stack_id, self.logical_id, workforce_name or "")[:8]
        return f"{readable[: _LONGEST_NAME - len(digest) - 1].strip('-')}-{digest}"

    def arn_of(self, name: str) -> str:
        """Return the ARN of the private team of that name in the stack's account and Region."""
        return f"{self._arn_prefix}{name}"

    def name_in(self, physical_id: str | None) -> str | None:
        """Return the team's name where the id is the ARN of a private team in the stack's account and Region."""
        if not physical_id or not physical_id.startswith(self._arn_prefix):
            return None
        name = physical_id.removeprefix(self._arn_prefix)
        return name if is_possible_name(name) else None

    def left_unanswered(self, physical_id: str | None) -> bool:
        """Whether the id stands for a Create of which nobody knows what it made.

        It is one marked in doubt, or one that CloudFormation invented where there was no answer:
        ``<stack>-<logical id>-<suffix>``.
        """
        if not physical_id:
            return False
        stack, logical = self.stack_name[:_INVENTED_PREFIX_LENGTH], self.logical_id[:_INVENTED_PREFIX_LENGTH]
        invented = physical_id.startswith(stack) and f"-{logical}" in physical_id
        return invented or physical_id.startswith(f"{IN_DOUBT}:")

    @property
    def _arn_prefix(self) -> str:
        return f"arn:{self.partition}:sagemaker:{self.region}:{self.account}:workteam/private-crowd/"


def is_possible_name(name: str) -> bool:
    """Whether a team can have that name at all."""
    return _NAME.fullmatch(name) is not None


def named_owner(tags: Mapping[str, str]) -> str | None:
    """Describe the resource whose ownership tags a team carries, ``None`` where it carries none."""
    if STACK_TAG not in tags and LOGICAL_ID_TAG not in tags:
        return None
    return f"the resource {tags.get(LOGICAL_ID_TAG, '?')} of the stack {tags.get(STACK_TAG, '?')}"


def marker(kind: str, logical_id: str, request_id: str) -> str:
    """Return a physical id that is no ARN; the colon keeps it from being a possible team name."""
    return f"{kind}:{logical_id}:{request_id}"


def tag_value(text: str) -> str:
    """Fit text into a tag's value: as it is, or its start and a hash."""
    if len(text) <= _LONGEST_TAG_VALUE:
        return text
    digest = _digest(text)[:32]
    return f"{text[: _LONGEST_TAG_VALUE - len(digest) - 1]}:{digest}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()
