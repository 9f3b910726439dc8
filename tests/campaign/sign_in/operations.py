"""What a stack does with the portal's sign-in: every kind of deployment, as it goes when nothing is killed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from campaign.world.account import Fault
from support.portal_service import CALLBACKS, HOST, OTHER_CLIENT, WORKFORCE, properties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from campaign.sign_in.scene import Scene

Properties: TypeAlias = dict[str, Any]
Rollback: TypeAlias = Literal["none", "answered", "unanswered"]
MadeAgain: TypeAlias = Literal["its clean-up first", "its clean-up last"]

SIGN_IN: Final = "SignIn"
RENAMED: Final = "renamed"
RENAMED_HOST: Final = f"next.{HOST.partition('.')[2]}"
HOSTS: Final = {WORKFORCE: HOST, RENAMED: RENAMED_HOST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One deployment: ``before`` is deployed first, then ``wanted``; None is for no resource.

    Parameters
    ----------
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
    """

    name: str
    before: Properties | None = None
    wanted: Properties | None = None
    meanwhile: Callable[[Scene], None] | None = None
    rollback: Rollback = "none"
    rollback_updates: bool = True
    made_again: MadeAgain | None = None

    @property
    def ends(self) -> str:
        """The stack's status after the deployment."""
        if self.wanted is None:
            return "DELETE_COMPLETE"
        done = "COMPLETE" if self.rollback == "none" else "ROLLBACK_COMPLETE"
        if self.before is not None:
            return f"UPDATE_{done}"
        return "CREATE_COMPLETE" if self.rollback == "none" else done


def operations() -> Iterator[Operation]:
    """Yield every operation."""
    first = properties()
    yield from _with_rollbacks(Operation(name="create", wanted=first))
    yield Operation(name="create, the workforce being made", wanted=first, meanwhile=_workforce_is_being_made)
    yield Operation(name="create, the client seen late", wanted=first, meanwhile=_client_is_seen_late)
    updates = [
        ("no change", properties(ServiceTimeout="901")),
        ("the template changed the client", properties(ClientDigest="d2")),
        ("another client", properties(ClientId=OTHER_CLIENT, ClientDigest="d2")),
        ("the workforce renamed", properties(WorkforceName=RENAMED)),
    ]
    for name, wanted in updates:
        update = Operation(name=name, before=first, wanted=wanted)
        yield from _with_rollbacks(update)
        if name in {"another client", "the workforce renamed"}:
            alone = f"{name}, rolled back by Delete alone"
            yield replace(update, name=alone, rollback="answered", rollback_updates=False)
    yield Operation(name="addresses taken out by hand", before=first, wanted=properties(ServiceTimeout="901"),
                    meanwhile=_taken_out_by_hand)  # fmt: skip
    yield Operation(name="delete", before=first)
    yield Operation(name="delete, no other call-back", before=first, meanwhile=_only_ours_are_left)
    yield Operation(name="delete, the client gone", before=first, meanwhile=_client_is_gone)
    for when in ("its clean-up first", "its clean-up last"):
        again = Operation(name=f"made again, {when}", wanted=first, made_again=when, meanwhile=_answer_is_a_refusal)
        yield again
        yield replace(again, name=f"{again.name}, rolled back", rollback="answered")


def _with_rollbacks(operation: Operation) -> Iterator[Operation]:
    yield operation
    yield replace(operation, name=f"{operation.name}, rolled back", rollback="answered")
    yield replace(operation, name=f"{operation.name}, unanswered", rollback="unanswered")


def _workforce_is_being_made(scene: Scene) -> None:
    scene.account.portal.put_workforce(Status="Initializing", host="")
    scene.world.spawn(scene.account.portal.put_workforce, 45.0)


def _client_is_seen_late(scene: Scene) -> None:
    scene.account.portal.remove_client()
    scene.world.spawn(scene.make_client, 12.0)


def _taken_out_by_hand(scene: Scene) -> None:
    scene.account.portal.change_client(CallbackURLs=["https://example.com"], LogoutURLs=None)
    scene.world.sleep(60.0)


def _only_ours_are_left(scene: Scene) -> None:
    scene.account.portal.change_client(CallbackURLs=CALLBACKS, DefaultRedirectURI=CALLBACKS[1])
    scene.world.sleep(60.0)


def _client_is_gone(scene: Scene) -> None:
    scene.account.portal.remove_client()


def _answer_is_a_refusal(scene: Scene) -> None:
    scene.account.faults.append(Fault("unusual", "UpdateUserPoolClient", effect="first"))
