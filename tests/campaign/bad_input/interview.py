"""One event, one warm process, and everything that anybody could read afterwards."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from campaign.bad_input.garbage import hidden_canaries
from campaign.world.account import Account, Fault, TeamImage
from campaign.world.bucket import SIGNATURE, Bucket
from campaign.world.function import Finished, handle
from campaign.world.process import Process, Scope
from support.account import MUTATIONS
from support.answers import Answer, read_answer
from workteam_provider.contract import LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.workteam.shown import shown_names

if TYPE_CHECKING:
    from campaign.world.scheduler import World

STACK_ID: Final = "arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/0a1b2c3d-0000-4000-8000-00000000000a"
LOGICAL_ID: Final = "Team"
OUR_ARN: Final = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/crew"
_SECONDS: Final = 120.0


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(("hypothesis", "asyncio")):
            self.lines.append(json.dumps({**record.__dict__, "text": record.getMessage()}, default=repr))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an event."""

    finished: Finished
    answer: Answer | None
    mutations: list[str]
    calls: int
    before: dict[str, TeamImage]
    after: dict[str, TeamImage]
    readable: str
    """All that the event left where people look: log, exception, answer, standard output."""
    virtual_seconds: float
    real_seconds: float


@dataclass
class Interview:
    """A process that is asked one thing after another; each time the account holds the same two teams."""

    process: Process = field(default_factory=Process)

    def ask(self, event: Any, world: World, account: Account, bucket: Bucket) -> Outcome:
        """Let the process handle an event and hold what it says to CloudFormation's rules."""
        before, log, console = account.image(), _Log(), io.StringIO()
        root = logging.getLogger()
        started = time.monotonic()
        root.addHandler(log)
        try:
            with contextlib.redirect_stdout(console), contextlib.redirect_stderr(console):
                scope = Scope(account, bucket, _SECONDS)
                finished = world.do(lambda: handle(self.process, event, "invocation", scope))
        finally:
            root.removeHandler(log)
        finished.require_order()
        stored = [put.body for put in bucket.puts]
        answer = read_answer(stored[-1], event) if stored else None
        readable = "\n".join(
            [*log.lines, console.getvalue(), finished.error or "", *(body.decode() for body in stored)]
        )
        return Outcome(
            finished,
            answer,
            [call for call in finished.journal if call in MUTATIONS],
            len([call for call in finished.journal if not call.startswith("PUT ")]),
            before,
            account.image(),
            readable,
            finished.seconds,
            time.monotonic() - started,
        )


def account_with_teams(world: World, *, ours: str | None = None, faults: list[Fault] | None = None) -> Account:
    """An account with a stranger's team and, where named, one of ours."""
    account = Account(world, faults=faults or [])
    members = [
        {"CognitoMemberDefinition": {"UserPool": "eu-west-1_AbCd12345", "UserGroup": "staff", "ClientId": "client"}}
    ]
    account.make("strangers", {"theirs": "yes"})
    if ours is not None:
        tags = {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: LOGICAL_ID}
        account.make(ours, tags, MemberDefinitions=members, Description="labels things")
    return account


def require_secrecy(outcome: Outcome, *property_sets: object) -> None:
    """No signature, and no value that is not on the list of what may be shown."""
    assert SIGNATURE not in outcome.readable, "the signature of the URL can be read"
    for canary in hidden_canaries(list(property_sets), frozenset(shown_names())):
        where = outcome.readable.find(canary)
        assert where < 0, f"a value can be read: {outcome.readable[max(0, where - 200) : where + 100]}"
