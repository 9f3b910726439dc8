"""The physical ids of ``Custom::SageMakerWorkteam``: written, parsed and matched here and in `protocol.physical_id`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from workteam_provider.contract import WORKTEAM_NAME, is_text
from workteam_provider.protocol.physical_id import Foreign, InDoubt, Invented, NotCreated, Unmade, parse_unmade

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.protocol.environment import Environment

__all__ = ["Foreign", "InDoubt", "Invented", "NotCreated", "PhysicalId", "TeamArn", "is_possible_name", "parse"]


class TeamArn(NamedTuple):
    """The ARN of a private work team where the function is."""

    environment: Environment
    name: str

    def __str__(self) -> str:
        partition, region, account = self.environment
        return f"arn:{partition}:sagemaker:{region}:{account}:workteam/private-crowd/{self.name}"


PhysicalId: TypeAlias = TeamArn | Unmade


def parse(attempt: Attempt) -> PhysicalId:
    """Read the physical id that an event was sent with."""
    text = attempt.event.physical_resource_id or ""
    arn = TeamArn(attempt.environment, text.rpartition("/")[2])
    if str(arn) == text and is_possible_name(arn.name):
        return arn
    return parse_unmade(text, attempt.event, attempt.owner.stack.name)


def is_possible_name(name: str) -> bool:
    """Whether a team can have that name at all."""
    return is_text(name, WORKTEAM_NAME)
