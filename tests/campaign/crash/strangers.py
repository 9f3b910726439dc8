"""Other people's teams, named as confusingly as can be, and whether they are still as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from campaign.world.account import ELSEWHERE, HERE, Account, TeamImage
from support.account import ACCOUNT, REGION
from support.events import stack_id
from workteam_provider.contract import CLAIM_TAG, LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.workteam.physical_id import is_possible_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.sagemaker.state import Place

NAME: Final = "crew"


class Strangers:
    """The teams around the stack's own one."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._before: dict[tuple[Place, str], TeamImage] = {}

    def settle(self, own_stack_id: str, logical_id: str) -> None:
        """Make the teams that are there from the start."""
        other = stack_id("Stack", ACCOUNT, REGION)
        self.add(NAME.upper(), {})
        self.add(f"{NAME}-2", {STACK_TAG: other, LOGICAL_ID_TAG: logical_id})
        self.add(f"{NAME}s", {STACK_TAG: own_stack_id, LOGICAL_ID_TAG: f"{logical_id}2"})
        self.add(f"another-{NAME}", {STACK_TAG: other, LOGICAL_ID_TAG: logical_id})
        self.add(f"{NAME}-3", {STACK_TAG: own_stack_id})
        self.add(f"{NAME}-4", {LOGICAL_ID_TAG: logical_id})
        self.add(f"{NAME}-5", {STACK_TAG: own_stack_id, LOGICAL_ID_TAG: logical_id, CLAIM_TAG: f"{NAME}/0"})
        for name in (NAME, "band"):
            self.add(name, {STACK_TAG: own_stack_id, LOGICAL_ID_TAG: logical_id}, ELSEWHERE)

    def settle_at(self, physical_id: str) -> None:
        """Make a team that bears a physical id as its name, where one can."""
        if is_possible_name(physical_id) and (HERE, physical_id) not in self._before:
            self.add(physical_id, {})

    def add(self, name: str, tags: Mapping[str, str], place: Place = HERE) -> None:
        """Make one."""
        self._account.make(name, tags, place)
        self._before[place, name] = self._account.image(place)[name]

    def take(self, name: str, tags: Mapping[str, str]) -> None:
        """Make one in the place of a team of that name."""
        self._account.teams().pop(name, None)
        self.add(name, tags)

    def names(self) -> set[str]:
        """Name those in the stack's account and Region."""
        return {name for place, name in self._before if place == HERE}

    def touched(self) -> list[str]:
        """Name those that are gone or not, to the byte, as they were."""
        now = {place: self._account.image(place) for place in (HERE, ELSEWHERE)}
        return [name for (place, name), before in self._before.items() if now[place].get(name) != before]
