"""Other people's teams, named as confusingly as can be, and whether they are still as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from campaign.crash.service import ELSEWHERE, HERE
from support.account import ACCOUNT, REGION
from support.events import stack_id
from workteam_provider.contract import LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.ownership import is_possible_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.crash.service import Console, Shown
    from local.sagemaker.state import Place

NAME: Final = "crew"


class Strangers:
    """The teams that no event of the stack may touch."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._before: dict[tuple[Place, str], Shown] = {}

    def settle(self, own_stack_id: str, logical_id: str) -> None:
        """Make teams with names near ours, with half of our tags, and with our name in another Region."""
        other = stack_id("Other", ACCOUNT, REGION)
        self.add(f"{NAME}-2", {})
        self.add(NAME.upper(), {"team": "theirs"})
        self.add(f"{NAME}s", {STACK_TAG: own_stack_id, LOGICAL_ID_TAG: f"{logical_id}2"})
        self.add(f"another-{NAME}", {STACK_TAG: other, LOGICAL_ID_TAG: logical_id})
        self.add(f"{NAME}-3", {STACK_TAG: own_stack_id})
        self.add(f"{NAME}-4", {LOGICAL_ID_TAG: logical_id})
        for name in (NAME, "band"):
            self.add(name, {STACK_TAG: own_stack_id, LOGICAL_ID_TAG: logical_id}, ELSEWHERE)

    def settle_at(self, physical_id: str) -> None:
        """Make a team that bears a physical id as its name, where one can."""
        if is_possible_name(physical_id) and (HERE, physical_id) not in self._before:
            self.add(physical_id, {})

    def add(self, name: str, tags: Mapping[str, str], place: Place = HERE) -> None:
        """Make one."""
        self._console.make(name, tags, place)
        self._before[place, name] = self._console.everything(place)[name]

    def names(self) -> set[str]:
        """Name those in the stack's account and Region."""
        return {name for place, name in self._before if place == HERE}

    def touched(self, here: Mapping[str, Shown]) -> list[str]:
        """Name those that are gone or not, to the byte, as they were; ``here`` is all that is there now."""
        now = {HERE: here, ELSEWHERE: self._console.everything(ELSEWHERE)}
        return [name for (place, name), before in self._before.items() if now[place].get(name) != before]
