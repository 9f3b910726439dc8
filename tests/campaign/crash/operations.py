"""What a stack does with a work team: every kind of deployment, as it goes when nothing is killed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from campaign.world.account import ALWAYS, Fault
from support.account import ACCOUNT, OTHER_TOPIC, REGION, TOPIC, access, cognito, tags, team
from support.events import stack_id
from workteam_provider.contract import CLAIM_TAG, LOGICAL_ID_TAG, STACK_TAG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from campaign.crash.scene import Scene

Properties: TypeAlias = dict[str, Any]
Rollback: TypeAlias = Literal["none", "answered", "unanswered"]
MadeAgain: TypeAlias = Literal["its clean-up first", "its clean-up last"]

NAME = "crew"
TEAM = "Team"
FUNCTION_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One deployment: ``before`` is deployed first, then ``wanted``; None is for no resource.

    Parameters
    ----------
    arranged
        Done before the first deployment.
    meanwhile
        Done between the two, past the stack.
    rollback
        Whether another resource fails after the deployment's own event was answered, or that event dies before its
        answer and is not delivered again.
    rollback_updates
        Whether the rollback of a replaced resource is an Update with the sets swapped, or the new one's Delete alone.
    made_again
        Whether ``wanted`` fails first, is kept with rollback disabled, and then made again; and when CloudFormation
        deletes what the first Create was answered with.
    refused
        The stack's status where the deployment fails even when nothing is killed.
    seconds
        The function's time-out.
    """

    name: str
    before: Properties | None = None
    wanted: Properties | None = None
    arranged: Callable[[Scene], None] | None = None
    meanwhile: Callable[[Scene], None] | None = None
    rollback: Rollback = "none"
    rollback_updates: bool = True
    made_again: MadeAgain | None = None
    refused: str = ""
    seconds: float = FUNCTION_SECONDS

    @property
    def ends(self) -> str:
        """The stack's status after the deployment."""
        if self.refused:
            return self.refused
        if self.wanted is None:
            return "DELETE_COMPLETE"
        done = "COMPLETE" if self.rollback == "none" else "ROLLBACK_COMPLETE"
        if self.before is not None:
            return f"UPDATE_{done}"
        return "CREATE_COMPLETE" if self.rollback == "none" else done


def operations() -> Iterator[Operation]:
    """Yield every operation."""
    yield from _creates()
    for update in _updates():
        yield update
        yield from _rollbacks_of(update)
    yield from _refused_updates()
    yield from _deletes()
    yield from _adoptions()
    for again in _made_again():
        yield again
        yield replace(again, name=f"{again.name}, rolled back", rollback="answered")


def _creates() -> Iterator[Operation]:
    full = team(
        WorkteamName=NAME,
        NotificationConfiguration=TOPIC,
        WorkerAccessConfiguration=access(SourceIp="Enabled"),
        Tags=tags(cost="1", env="test"),
    )
    creates = [
        Operation(name="create", wanted=full),
        Operation(name="create under a derived name", wanted=team()),
        Operation(name="create, its group seen late", wanted=full, meanwhile=_group_is_seen_late),
    ]
    for create in creates:
        yield create
        yield from _rollbacks_of(create)
    yield Operation(name="create, its answer a 500", wanted=full, meanwhile=_answer_is_lost)
    yield Operation(
        name="create, its outcome unknown", wanted=full, meanwhile=_outcome_is_unknown, refused="ROLLBACK_COMPLETE"
    )
    for whose, settle in STRANGERS.items():
        taken = Operation(name=f"create, the name {whose}", wanted=full, meanwhile=settle, refused="ROLLBACK_COMPLETE")
        yield taken
        yield replace(taken, name=f"{taken.name}, unanswered", rollback="unanswered")


def _updates() -> Iterator[Operation]:
    plain = team(WorkteamName=NAME, Tags=tags(cost="1", env="test"))
    both = {**plain, "NotificationConfiguration": TOPIC, "WorkerAccessConfiguration": access(SourceIp="Enabled")}
    changed = {**plain, "Description": "Labels traffic lights", "MemberDefinitions": cognito("annotators", "reviewers")}
    yield _update("update in place", plain, changed)
    yield _update("update, its new group seen late", plain, changed, meanwhile=_new_group_is_seen_late)
    yield _update("tags added", plain, {**plain, "Tags": tags(cost="1", env="test", owner="x")})
    yield _update("tags changed", plain, {**plain, "Tags": tags(cost="2", env="test")})
    yield _update("tags removed", plain, {**plain, "Tags": tags(cost="1")})
    yield _update("settings and all kinds of tag changes", plain, {**changed, "Tags": tags(cost="2", owner="x")})
    yield _update("topic added", plain, {**plain, "NotificationConfiguration": TOPIC})
    yield _update("topic changed", both, {**both, "NotificationConfiguration": OTHER_TOPIC})
    yield _update("topic removed", both, {**both, "NotificationConfiguration": None})
    yield _update("access added", plain, {**plain, "WorkerAccessConfiguration": access(SourceIp="Enabled")})
    yield _update("access removed", both, {**both, "WorkerAccessConfiguration": None})
    yield _update("recreate of a team deleted by hand", plain, changed, meanwhile=_deleted_by_hand)
    for replacement in _replacements(plain):
        yield replacement
        yield replace(
            replacement,
            name=f"{replacement.name}, rolled back by Delete alone",
            rollback="answered",
            rollback_updates=False,
        )


def _replacements(plain: Properties) -> Iterator[Operation]:
    renamed = {**plain, "WorkteamName": "band", "Description": "Labels traffic lights"}
    yield _update("rename", plain, renamed)
    yield _update("rename to a derived name", plain, {**plain, "WorkteamName": None})
    yield _update("rename from a derived name", {**plain, "WorkteamName": None}, plain)
    yield _update("rename in letter case", plain, {**plain, "WorkteamName": NAME.title()})
    yield _update(
        "workforce changed under a derived name",
        team(WorkforceName="first"),
        team(WorkforceName="second"),
        arranged=lambda scene: _workforce(scene, "first"),
        meanwhile=lambda scene: _workforce(scene, "second"),
    )


def _refused_updates() -> Iterator[Operation]:
    plain = team(WorkteamName=NAME)
    changed = {**plain, "Description": "Labels traffic lights"}
    for whose, settle in STRANGERS.items():
        yield Operation(
            name=f"rename, the name {whose}",
            before={**plain, "WorkteamName": "band"},
            wanted=plain,
            meanwhile=settle,
            refused="UPDATE_ROLLBACK_COMPLETE",
        )
        yield Operation(
            name=f"update in place, the team {whose} by now",
            before=plain,
            wanted=changed,
            meanwhile=_made_anew_by(settle),
            refused="UPDATE_ROLLBACK_FAILED",
        )
    yield Operation(
        name="workforce changed under a given name",
        before={**plain, "WorkforceName": "first"},
        wanted={**plain, "WorkforceName": "second"},
        arranged=lambda scene: _workforce(scene, "first"),
        meanwhile=lambda scene: _workforce(scene, "second"),
        refused="UPDATE_ROLLBACK_COMPLETE",
    )


def _deletes() -> Iterator[Operation]:
    plain = team(WorkteamName=NAME)
    yield Operation(name="delete", before=plain)
    yield Operation(name="delete under a derived name", before=team())
    yield Operation(name="delete, gone already", before=plain, meanwhile=_deleted_by_hand)
    for whose, settle in STRANGERS.items():
        yield Operation(
            name=f"delete, the team {whose} by now",
            before=plain,
            meanwhile=_made_anew_by(settle),
            refused="" if "another" in whose else "DELETE_FAILED",
        )
    yield Operation(name="delete, in use for a while", before=plain, meanwhile=_in_use_for_a_while)
    yield Operation(name="delete, in use", before=plain, meanwhile=_in_use, seconds=30.0, refused="DELETE_FAILED")


def _adoptions() -> Iterator[Operation]:
    wanted = team(WorkteamName=NAME, AdoptExisting=True, Tags=tags(cost="1"))
    adopt = Operation(name="adopt", wanted=wanted, meanwhile=_unowned_team)
    yield adopt
    yield from _rollbacks_of(adopt)
    yield replace(adopt, name="adopt, refused half-way", meanwhile=_adoption_is_refused, refused="ROLLBACK_COMPLETE")
    rename = Operation(
        name="rename that adopts",
        before=team(WorkteamName="band"),
        wanted=wanted,
        meanwhile=_unowned_team,
    )
    yield rename
    yield from _rollbacks_of(rename)


def _made_again() -> Iterator[Operation]:
    plain = team(WorkteamName=NAME, Tags=tags(cost="1"))
    adopting = {**plain, "AdoptExisting": True}
    orders: tuple[MadeAgain, ...] = ("its clean-up first", "its clean-up last")
    for order in orders:
        for what, wanted, meanwhile in (
            ("create", plain, _made_unseen),
            ("create under a derived name", team(), _made_unseen),
            ("adopt", adopting, _adoption_is_refused),
        ):
            yield Operation(
                name=f"{what} again after a failure that was kept, {order}",
                wanted=wanted,
                meanwhile=meanwhile,
                made_again=order,
            )


def _update(name: str, before: Properties, wanted: Properties, **more: Any) -> Operation:
    return Operation(name=name, before=_given(before), wanted=_given(wanted), **more)


def _given(properties: Properties) -> Properties:
    return {key: value for key, value in properties.items() if value is not None}


def _rollbacks_of(operation: Operation) -> Iterator[Operation]:
    if operation.rollback == "none":
        yield replace(operation, name=f"{operation.name}, rolled back", rollback="answered")
        yield replace(operation, name=f"{operation.name}, unanswered and rolled back", rollback="unanswered")


def _group_is_seen_late(scene: Scene) -> None:
    _late_group(scene, "CreateWorkteam")


def _new_group_is_seen_late(scene: Scene) -> None:
    _late_group(scene, "UpdateWorkteam")


def _late_group(scene: Scene, operation: str) -> None:
    scene.account.faults.append(Fault("unseen", operation, times=2))


def _answer_is_lost(scene: Scene) -> None:
    scene.account.faults.append(Fault("error", "CreateWorkteam", effect="first"))


def _outcome_is_unknown(scene: Scene) -> None:
    _answer_is_lost(scene)
    scene.account.faults.append(Fault("unusual", "DescribeWorkteam"))


def _made_unseen(scene: Scene) -> None:
    _answer_is_lost(scene)
    scene.account.faults.append(Fault("unusual", "DescribeWorkteam", times=ALWAYS))


def _in_use_for_a_while(scene: Scene) -> None:
    scene.account.faults.append(Fault("in use", "DeleteWorkteam", times=2))


def _in_use(scene: Scene) -> None:
    scene.account.backend.set_busy(NAME, ["sort-signs"])


def _strangers_team(scene: Scene) -> None:
    scene.strangers.add(NAME, {"team": "theirs"})


def _another_stacks_team(scene: Scene) -> None:
    other = stack_id(scene.stack.name, ACCOUNT, REGION)
    scene.strangers.add(NAME, {STACK_TAG: other, LOGICAL_ID_TAG: TEAM})


def _another_resources_team(scene: Scene) -> None:
    scene.strangers.add(NAME, {STACK_TAG: scene.stack.stack_id, LOGICAL_ID_TAG: f"{TEAM}2"})


def _copy_of_ours(scene: Scene) -> None:
    tags = {STACK_TAG: scene.stack.stack_id, LOGICAL_ID_TAG: TEAM, CLAIM_TAG: "band/0123456789abcdef"}
    scene.strangers.add(NAME, tags)


def _made_anew_by(settle: Callable[[Scene], None]) -> Callable[[Scene], None]:
    def made_anew(scene: Scene) -> None:
        del scene.account.teams()[NAME]
        settle(scene)

    return made_anew


def _adoption_is_refused(scene: Scene) -> None:
    _unowned_team(scene)
    scene.account.faults.append(Fault("unusual", "UpdateWorkteam"))


def _unowned_team(scene: Scene) -> None:
    scene.make_adoptable(NAME)


def _deleted_by_hand(scene: Scene) -> None:
    del scene.account.teams()[NAME]


def _workforce(scene: Scene, name: str) -> None:
    scene.account.replace_workforce(name)


STRANGERS: Final[dict[str, Callable[[Scene], None]]] = {
    "a stranger's": _strangers_team,
    "another stack's": _another_stacks_team,
    "another resource's of the stack": _another_resources_team,
    "a copy with our tags": _copy_of_ours,
}
