"""The release before this one and this one, taking turns in the life of one team: an upgrade, a downgrade, a rollback.

A failed deployment puts the old code back before the rollback's events reach the function, so that one release answers
for what the other began.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
import time
from collections import deque
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import pytest

from local.sagemaker import Fault
from support.account import ACCOUNT, ARN_PREFIX, REGION, TOPIC, access, cognito, tags, team, unusual
from support.archives import unpack
from support.asset import TIME_LAPSE, add_time_lapse, lay_out_asset
from support.cloudformation import Stack
from support.conversation import ONCE, Conversation, cancelled
from support.events import stack_id
from support.response_sink import status

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from local.sagemaker import Control
    from support.account import Account
    from support.conversation import Delivery
    from support.events import Event, Properties
    from support.lambda_runtime import LambdaFunction
    from support.response_sink import ResponseSink
    from support.sandbox import Invocation

Play: TypeAlias = "Callable[..., None]"

BEFORE: Final = "067025a"
"""The last commit of the release before. Its function comes from git, which has to the byte what was released."""

ROOT: Final = Path(__file__).parents[2]
OURS: Final = "cdk-sagemaker-workteam:"


def release_before(folder: Path) -> Path:
    """Lay out the asset of the release before."""
    git = shutil.which("git") or "false"
    command = [git, "-c", "safe.directory=*", "-C", str(ROOT), "archive", BEFORE, "lambda/workteam_provider"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        missing = f"needs commit {BEFORE} in git's history; `git fetch --unshallow` gets it: {done.stderr.decode()}"
        # where nobody reads what was skipped, nothing is
        (pytest.fail if "CI" in os.environ else pytest.skip)(missing)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        unpack(archive, folder)
    return add_time_lapse(lay_out_asset(folder / "asset", folder / "lambda/workteam_provider"))


class Releases:
    """A function whose code changes between events: ``o`` is the release before, ``n`` this one.

    A capital letter's is killed half-way, and the next one gets the event again.
    """

    def __init__(self, before: LambdaFunction, now: LambdaFunction) -> None:
        self.arn = now.arn
        self._functions = {"o": before, "n": now}
        self._turns: deque[str] = deque()
        self._half_way: Callable[[], bool] = lambda: True

    def take_turns(self, codes: str, half_way: Callable[[], bool] = lambda: True) -> None:
        """Let the next events be handled by these releases, and all further ones by the last of them."""
        self._turns, self._half_way = deque(codes), half_way

    def invoke_async(self, event: Event) -> Future[list[Invocation]]:
        """Invoke the release whose turn it is."""
        code = self._turns.popleft() if len(self._turns) > 1 else self._turns[0]
        function = self._functions[code.lower()]
        if code.islower():
            return function.limited_to(SECONDS).invoke_async(event)
        running = Thread(target=function.invoke, args=(event,))
        running.start()
        while not self._half_way():
            time.sleep(0.01)
        function.kill()
        running.join()
        return self.invoke_async(event)


SECONDS: Final = 2.5
"""A time-out, in seconds, of which a Delete that finds no team waits for one."""


@pytest.fixture(scope="session")
def before(new_function: Any, tmp_path_factory: pytest.TempPathFactory) -> LambdaFunction:
    function: LambdaFunction = new_function(TIME_LAPSE, release_before(tmp_path_factory.mktemp("before")))
    return function


@pytest.fixture
def releases(before: LambdaFunction, function: LambdaFunction) -> Releases:
    return Releases(before, function)


class Step(NamedTuple):
    """A deployment of a property set, or the stack's deletion, and what goes wrong with it.

    ``fails`` stands for a sibling that does, ``lost`` for the answer, ``gone`` for the team, deleted by hand before,
    and ``killed`` for a function that is while the call of the fault is under way.
    """

    wanted: Properties | None
    ends: str
    fails: bool = False
    fault: Fault | None = None
    lost: bool = False
    gone: bool = False
    killed: bool = False
    how: Delivery = ONCE
    events: int = 1
    """How many releases take part: the first handles the first event, the second the rollback or the clean-up."""


SIGNS: Final = team(WorkteamName="signs", Tags=tags(stays="1", changes="1", goes="1"))
OTHER: Final = team(
    WorkteamName="signs",
    Description="Labels lights",
    MemberDefinitions=cognito("reviewers"),
    NotificationConfiguration=TOPIC,
    WorkerAccessConfiguration=access(SourceIp="Enabled"),
    Tags=tags(stays="1", changes="2", comes="1"),
)
LIGHTS: Final = SIGNS | {"WorkteamName": "lights"}
UNNAMED: Final = team(Tags=tags(stays="1"))
IN_FIRST: Final = UNNAMED | {"WorkforceName": "first"}
IN_FIRST_TOO: Final = IN_FIRST | {"Description": "x"}
ADOPT: Final = SIGNS | {"AdoptExisting": "true"}


def create(wanted: Properties) -> Step:
    return Step(wanted, "CREATE_COMPLETE")


def update(wanted: Properties) -> Step:
    return Step(wanted, "UPDATE_COMPLETE")


def replace(wanted: Properties) -> Step:
    return Step(wanted, "UPDATE_COMPLETE", events=2)


def rolled_back(wanted: Properties, fault: Fault | None = None, *, lost: bool = False) -> Step:
    return Step(wanted, "UPDATE_ROLLBACK_COMPLETE", fault is None and not lost, fault, lost, events=2)


def failed_create(wanted: Properties, fault: Fault | None = None, how: Delivery = ONCE) -> Step:
    return Step(wanted, "ROLLBACK_COMPLETE", fault is None and how is ONCE, fault, how=how, events=2)


def killed(step: Step, operation: str) -> Step:
    fault = Fault(operation, "delay", times=1, delay=0.5, after_effect=True)
    return step._replace(killed=True, fault=fault, events=step.events + 1)


def slow(*, after_effect: bool) -> Fault:
    return Fault("CreateWorkteam", "delay", times=1, delay=0.4, after_effect=after_effect)


DELETE: Final = Step(None, "DELETE_COMPLETE")
LIMIT: Final = Fault("CreateWorkteam", "error", times=1, code="ResourceLimitExceeded", message="25 teams", status=400)

BOTH: Final = ("on", "no")
HISTORIES: Final[dict[str, list[Step]]] = {
    "nothing changes": [create(SIGNS), update(SIGNS | {"ServiceTimeout": "900"}), DELETE],
    "settings and tags": [create(SIGNS), update(OTHER), update(SIGNS), DELETE],
    "settings of an unnamed team": [create(UNNAMED), update(UNNAMED | {"Description": "x"}), DELETE],
    "an update rolled back": [create(SIGNS), rolled_back(OTHER), DELETE],
    "a failed update": [create(SIGNS), rolled_back(OTHER, unusual("UpdateWorkteam")), DELETE],
    "an update that fails half-way": [create(SIGNS), rolled_back(OTHER, unusual("AddTags", after_effect=True)), DELETE],
    "a refused update": [create(SIGNS), rolled_back(SIGNS | {"Description": ""}), DELETE],
    "a rename": [create(SIGNS), replace(LIGHTS), DELETE],
    "a change of case": [create(SIGNS), replace(SIGNS | {"WorkteamName": "Signs"}), DELETE],
    "a rename rolled back": [create(SIGNS), rolled_back(LIGHTS), DELETE],
    "a failed rename": [create(SIGNS), rolled_back(LIGHTS, LIMIT), DELETE],
    "a rename whose answer is lost": [create(SIGNS), rolled_back(LIGHTS, lost=True), DELETE],
    "a name given": [create(UNNAMED), replace(SIGNS), DELETE],
    "a name given, rolled back": [create(UNNAMED), rolled_back(SIGNS), DELETE],
    "a name dropped": [create(SIGNS), replace(UNNAMED), DELETE],
    "a name dropped, rolled back": [create(SIGNS), rolled_back(UNNAMED), DELETE],
    "a name given, its answer lost": [create(UNNAMED), rolled_back(SIGNS, lost=True), DELETE],
    "a name dropped, its answer lost": [create(SIGNS), rolled_back(UNNAMED, lost=True), DELETE],
    "a workforce named": [create(UNNAMED), replace(IN_FIRST), DELETE],
    "a workforce named, then an update": [create(UNNAMED), update(IN_FIRST), replace(IN_FIRST_TOO), DELETE],
    "a workforce named, rolled back": [create(UNNAMED), rolled_back(IN_FIRST), DELETE],
    "a workforce no longer named": [create(IN_FIRST), replace(UNNAMED), DELETE],
    "a workforce no longer named, rolled back": [create(IN_FIRST), rolled_back(UNNAMED), DELETE],
    "a team made again": [create(SIGNS), update(OTHER)._replace(gone=True), DELETE],
    "a team that is gone": [create(SIGNS), DELETE._replace(gone=True)],
    "an adopted team": [create(ADOPT), update(OTHER | {"AdoptExisting": "true"}), DELETE],
    "a create that made nothing": [failed_create(SIGNS, LIMIT)],
    "a create that failed with its team made": [failed_create(SIGNS, unusual("DescribeWorkteam"))],
    "a create rolled back": [failed_create(SIGNS)],
    "a create that was cancelled": [failed_create(SIGNS, slow(after_effect=True), cancelled(after=0.2))],
    "a create that was cancelled early": [failed_create(SIGNS, slow(after_effect=False), cancelled(after=0.2))],
    "an adoption that fails": [failed_create(ADOPT, unusual("UpdateWorkteam"))],
    "an adoption that fails half-way": [failed_create(ADOPT, unusual("AddTags", after_effect=True))],
    "an adoption refused": [failed_create(SIGNS)],
    "a create killed": [killed(create(SIGNS), "CreateWorkteam"), DELETE],
    "an update killed": [create(SIGNS), killed(update(OTHER), "UpdateWorkteam"), DELETE],
    "an update of tags killed": [create(SIGNS), killed(update(OTHER), "DeleteTags"), DELETE],
    "a rename killed": [create(SIGNS), killed(replace(LIGHTS), "CreateWorkteam"), DELETE],
    "a delete killed": [create(SIGNS), killed(DELETE, "DeleteWorkteam")],
    "an adoption killed": [killed(create(ADOPT), "AddTags"), DELETE],
}
"""What befalls a team. A team to adopt is there where the name says so, and a stranger's always."""


def turns(history: list[Step]) -> list[str]:
    """List who handles what: an upgrade or a downgrade at any moment, and one that is taken back after one event."""
    events = sum(step.events for step in history)
    killed_at = [sum(step.events for step in history[:number]) for number, step in enumerate(history) if step.killed]
    if killed_at:
        return [one * killed_at[0] + one.upper() + other * (events - killed_at[0] - 1) for one, other in BOTH]
    once = [one * number + other * (events - number) for one, other in BOTH for number in range(1, events)]
    return [*once, *(one + other + one * (events - 2) for one, other in BOTH if events > 2)]


@pytest.fixture
def play(releases: Releases, account: Account, control: Control, sink: ResponseSink) -> Play:
    def play(name: str, codes: str, lag: float = 0) -> None:
        control.add_workforce("first", account=ACCOUNT, region=REGION)
        strangers = ["somebodys", *(["signs"] if "adopt" in name else [])]
        for stranger in strangers:
            account.make(stranger, theirs="1")
        untouched = {stranger: account.everything(stranger) for stranger in strangers}
        control.set_lag(lag, lag)
        stack = Stack("Stack", releases, sink, account=ACCOUNT, region=REGION, silence_is_a_violation=False)
        wanted: Properties | None = None

        for step in HISTORIES[name]:
            begin(step, codes[: step.events])
            codes = codes[step.events :]
            if step.wanted is None:
                outcome = stack.delete()
            else:
                outcome = stack.deploy({"Team": step.wanted}, sibling_fails=step.fails, delivery={"Team": step.how})
            control.clear_faults()

            assert outcome.status == step.ends, outcome
            assert stack.abandoned == []
            if "ROLLBACK" not in outcome.status:
                wanted = step.wanted
                untouched = {"somebodys": untouched["somebodys"]}
            name_now = stack.resources["Team"].physical_id.removeprefix(ARN_PREFIX) if wanted else None
            assert account.names() == untouched.keys() | ({name_now} if name_now else set())
            if not lag or step is HISTORIES[name][-1]:
                control.set_lag(0, 0)
                assert {stranger: account.everything(stranger) for stranger in untouched} == untouched
                if wanted and name_now:
                    require_wanted(account, name_now, wanted, stack.stack_id)

    def begin(step: Step, codes: str) -> None:
        operation = step.fault.operation if step.fault else ""
        account.forget_calls()
        releases.take_turns(codes, lambda: operation in {call.operation for call in account.calls()})
        if step.gone:
            account.sagemaker.delete_workteam(WorkteamName="signs")
        if step.fault:
            control.add_fault(step.fault)
        if step.lost:
            sink.trouble(status(403), times=6)

    return play


TABLE: Final = [(name, codes) for name, history in HISTORIES.items() for codes in turns(history)]


@pytest.mark.parametrize(("name", "codes"), TABLE, ids=[f"{name}-{codes}" for name, codes in TABLE])
def test_p52_what_one_release_began_the_other_ends(play: Play, name: str, codes: str) -> None:
    play(name, codes)


OF_ONE_RELEASE: Final = {
    name: "".join(("N" if step.killed else "n").ljust(step.events, "n") for step in history)
    for name, history in HISTORIES.items()
    if not any(step.gone for step in history)
}


@pytest.mark.parametrize(("name", "codes"), OF_ONE_RELEASE.items(), ids=OF_ONE_RELEASE)
def test_p54_with_reads_that_lag_every_history_ends_as_without(play: Play, name: str, codes: str) -> None:
    play(name, codes, lag=0.5)


def require_wanted(account: Account, name: str, wanted: Properties, stack_id: str) -> None:
    settings, tagged = account.settings(name), account.tags(name)
    for setting in ("Description", "MemberDefinitions", "NotificationConfiguration"):
        assert settings.get(setting) == wanted.get(setting)
    assert enabled(settings) == enabled(wanted)
    theirs = {"theirs": "1"} if "AdoptExisting" in wanted else {}
    assert {key: value for key, value in tagged.items() if not key.startswith(OURS)} == theirs | {
        tag["Key"]: tag["Value"] for tag in wanted["Tags"]
    }
    assert {OURS + "stack-id": stack_id, OURS + "logical-id": "Team"}.items() <= tagged.items()


def enabled(settings: Properties) -> set[str]:
    constraints = settings.get("WorkerAccessConfiguration", {}).get("S3Presign", {}).get("IamPolicyConstraints", {})
    return {name for name, value in constraints.items() if value == "Enabled"}


def test_p52_p57_the_clean_up_of_the_release_befores_failed_create_leaves_the_team_of_a_later_one(
    releases: Releases, sink: ResponseSink, account: Account, control: Control
) -> None:
    talk = Conversation(stack_id("Stack", ACCOUNT, REGION), releases, sink, 14)
    account.make("signs")
    releases.take_turns("onn")
    control.add_fault(unusual("AddTags", after_effect=True))

    failed = talk.send("Create", "Team", ADOPT)
    again = talk.send("Create", "Team", ADOPT)
    assert failed is not None
    assert again is not None
    assert (failed.status, again.status) == ("FAILED", "SUCCESS")
    before = account.everything("signs")
    cleaned_up = talk.send("Delete", "Team", ADOPT, failed.physical_id)

    assert cleaned_up is not None
    assert cleaned_up.succeeded
    assert account.everything("signs") == before
