"""Everything that can happen to several stacks in one account, and what must be there after each step."""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from campaign.model import ticks
from campaign.model import wanted as w
from campaign.world.account import ALWAYS, READ_TIMEOUT_SECONDS, Account, Fault, TeamImage, meaning
from campaign.world.bucket import Bucket, Trouble
from campaign.world.function import Function, undated
from campaign.world.process import lambda_environment
from campaign.world.scheduler import World
from campaign.world.stack import OwnedStack, cloudformation_in
from support.account import MUTATIONS
from support.answers import read_answer
from support.conversation import Delivery
from workteam_provider.contract import ADOPTED_TAG, CLAIM_TAG, HEAL, SCHEDULE
from workteam_provider.protocol.attempt import Owner
from workteam_provider.protocol.environment import Stack
from workteam_provider.protocol.retry import READS_LAG_SECONDS
from workteam_provider.workteam.claim import derived_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from campaign.world.function import Invocation
    from campaign.world.process import Scope
    from local.sagemaker.state import Workteam
    from support.cloudformation import Outcome
    from support.conversation import Exchange

LOGICAL_IDS: Final = ("Team", "Crew", "Team2")
STACK_NAMES: Final = ("Alpha", "Beta", "Alpha-Team")
HANDS: Final = (
    "description",
    "own tag",
    "disown",
    "half disown",
    "give away",
    "delete",
    "replace",
    "members",
    "topic",
    "access",
    "user tag",
    "tags",
)
_REPORTED: Final = frozenset({"ROLLBACK_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED"})
_EXPIRY_SECONDS: Final = 7200.0

steps: Counter[str] = Counter()
"""What was really done, over all runs of the machine."""

Key = tuple[str, str]
"""A resource: stack id and logical id."""


@dataclass(slots=True)
class Other:
    """A team that no live resource stands for: a stranger's, or one that a resource of ours left behind, reported."""

    image: TeamImage
    left_by: Key | None = None
    claimed_by: Key | None = None
    """Whose adoption, reported as failed, left its tags on a stranger's team: its own later events may release it."""

    @property
    def is_free(self) -> bool:
        """Whether no tags say whose it is; a logical id alone doesn't."""
        return w.OWNER_KEYS[0] not in self.image.tags


some_fault = st.builds(
    Fault,
    kind=st.sampled_from(
        [
            "throttle",
            "error",
            "deny",
            "deny",
            "drop",
            "slow",
            "trickle",
            "crash",
            "unsuccessful",
            "unseen",
            "no tags",
        ]
    ),
    operation=st.sampled_from(
        [
            "*",
            "*",
            "CreateWorkteam",
            "CreateWorkteam",
            "UpdateWorkteam",
            "DeleteWorkteam",
            "DescribeWorkteam",
            "ListTags",
            "AddTags",
            "DeleteTags",
        ]
    ),
    times=st.sampled_from([1, 1, 2, 3, 4, 15, 60]),
    effect=st.sampled_from(["none", "first", "later"]),
    lasts=st.sampled_from([None, 15.0, 15.0, 100.0, 1000.0]),
).map(lambda fault: _sensible(fault))
faults = st.lists(some_fault, max_size=2)
mild_faults = st.lists(some_fault.filter(lambda fault: _passes(fault)), min_size=1, max_size=1)
lags = st.sampled_from([0.0] * 3 + [1.0, 5.0])
troubles = st.lists(
    st.builds(
        Trouble,
        what=st.sampled_from(["refused", "unavailable", "dropped", "stored then dropped", "silent"]),
        times=st.sampled_from([1, 2, 3, 8, 40]),
    ),
    max_size=1,
)
deliveries = st.sampled_from(
    [Delivery()] * 5
    + [Delivery(times=2), Delivery(times=0), Delivery(cancelled_after=0.5), Delivery(cancelled_after=30)]
)


def _sensible(fault: Fault) -> Fault:
    if fault.kind in {"slow", "trickle"}:
        fault.seconds = {1: 5.0, 2: 12.0, 3: 25.0, 4: 19.0}.get(fault.times, 100.0) if fault.kind == "slow" else 100.0
    if fault.kind in {"throttle", "deny", "unseen", "unsuccessful", "no tags"}:
        fault.effect = "none"
    if fault.kind == "unsuccessful":
        fault.operation = "DeleteWorkteam"
    if fault.kind == "no tags":
        fault.operation = "ListTags"
    if fault.kind == "unseen":
        fault.operation = "CreateWorkteam" if fault.operation != "UpdateWorkteam" else fault.operation
    if fault.kind == "crash":
        fault.times = min(fault.times, 3)
    if fault.kind == "deny" and fault.lasts is not None:
        fault.times = ALWAYS
    else:
        fault.lasts = None
    return fault


def _passes(fault: Fault) -> bool:
    """Whether the function must ride it out."""
    match fault.kind:
        case "deny" if fault.lasts is not None:
            return fault.lasts <= 20
        case "throttle" | "deny" | "unseen":
            return fault.times <= 4
        case "error" | "drop":
            return fault.times <= 4 and fault.effect != "later"
        case "slow":
            return fault.times <= 4 and fault.seconds < READ_TIMEOUT_SECONDS
        case "trickle" | "no tags":
            return fault.times == 1
    return False


class WorkteamModel(RuleBasedStateMachine):
    """Stacks, strangers, people and bad luck."""

    def __init__(self) -> None:
        super().__init__()
        self._open = contextlib.ExitStack()
        self._open.enter_context(lambda_environment(silent=True))
        self.world = World()
        self._open.enter_context(cloudformation_in(self.world))
        self.account = Account(self.world)
        self.account.stack_status, self.account.scheduled = self._status, self._scheduled
        self.bucket = Bucket(self.world, when_stored=self._look_at_answer)
        self.function = Function(self.account, self.bucket, doors=ticks.WatchedDoors(self._look_at_write))
        self.stacks: dict[str, OwnedStack] = {}
        self.others: dict[str, Other] = {}
        self.excused: set[str] = set()
        self.explained: set[Key] = set()
        self.put_by_others: dict[str, dict[str, str]] = {}
        self.wrong: list[str] = []
        self.in_progress = ""
        self.heal = False
        self.planned: list[tuple[float, ticks.Tick]] = []
        self.handed_over: list[ticks.Tick] = []
        self._ticks: list[Invocation] = []
        self._began = False
        self._checked_invocations = 0
        self._events_before = 0

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        random.seed(seed)

    # what stacks do

    @precondition(lambda self: len(self.stacks) < len(STACK_NAMES))
    @rule(data=st.data(), name=st.sampled_from(STACK_NAMES), cold=st.booleans(), compare=st.booleans())
    def create_stack(self, data: st.DataObject, name: str, *, cold: bool, compare: bool) -> None:
        if name in self.stacks:
            return
        goal = {
            key: data.draw(w.property_sets, label=key)
            for key in data.draw(st.lists(st.sampled_from(LOGICAL_IDS), min_size=1, max_size=2, unique=True))
        }
        self._set_scene(cold=cold, compare=compare)
        self.stacks[name] = OwnedStack(name, self.function)
        self._deploy(data, self.stacks[name], goal)

    @precondition(lambda self: self._deployable())
    @rule(data=st.data(), cold=st.booleans(), compare=st.booleans())
    def update_stack(self, data: st.DataObject, *, cold: bool, compare: bool) -> None:
        stack = data.draw(st.sampled_from(self._deployable()), label="stack")
        goal: dict[str, w.Wanted] = {key: dict(stack.resources[key].properties) for key in stack.resources}
        for key in data.draw(st.lists(st.sampled_from(LOGICAL_IDS), min_size=1, max_size=2, unique=True)):
            match (
                data.draw(st.sampled_from(["change", "change", "change", "remove", "retain"])) if key in goal else "add"
            ):
                case "add":
                    goal[key] = data.draw(w.property_sets, label=key)
                case "change":
                    goal[key] = data.draw(w.changed(goal[key]), label=key)
                case "remove":
                    del goal[key]
                case "retain":
                    del goal[key]
                    self._retain(stack, [key])
        self._set_scene(cold=cold, compare=compare)
        self._plan_tick(data, stack)
        self._deploy(data, stack, goal)

    @precondition(lambda self: self.stacks)
    @rule(data=st.data(), cold=st.booleans(), compare=st.booleans())
    def delete_stack(self, data: st.DataObject, *, cold: bool, compare: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.stacks)), label="stack")
        stack = self.stacks[name]
        retained = [key for key in stack.resources if data.draw(st.sampled_from([False] * 4 + [True]))]
        self._set_scene(cold=cold, compare=compare)
        self._plan_tick(data, stack)
        self._arm(data)
        due = self._end_of_delete(stack, retained) if self._is_mild() else None
        self._excuse_leavings(stack)
        self._retain(stack, retained)
        outcome = self._play(stack, stack.delete)
        assert due in {None, outcome.status}, f"{outcome}, not {due}"
        if due is not None:
            steps[f"mild {due}"] += 1
        self._settle(stack)
        if outcome.status == "DELETE_COMPLETE":
            del self.stacks[name]

    @precondition(lambda self: self._in("UPDATE_ROLLBACK_FAILED"))
    @rule(data=st.data())
    def continue_rollback(self, data: st.DataObject) -> None:
        stack = data.draw(st.sampled_from(self._in("UPDATE_ROLLBACK_FAILED")), label="stack")
        self._set_scene()
        self._plan_tick(data, stack)
        self._arm(data)
        self._excuse_leavings(stack)
        self._excuse_adoptions(stack)
        self._play(stack, stack.continue_rollback)
        self._settle(stack)

    @precondition(lambda self: any(stack.history for stack in self.stacks.values()))
    @rule(
        data=st.data(), newest=st.sampled_from([True, True, False]), late=st.sampled_from([0.0, 60.0, 3600.0, 9000.0])
    )
    def deliver_again(self, data: st.DataObject, *, newest: bool, late: float) -> None:
        stack = self.stacks[data.draw(st.sampled_from(sorted(self.stacks)), label="stack")]
        if not stack.history:
            return
        exchange = data.draw(st.sampled_from(stack.history), label="event")
        logical_id = exchange.event["LogicalResourceId"]
        last = stack.last_exchange(logical_id)
        if newest and last is not None:
            exchange = last
        self._set_scene()
        self.world.sleep(late)
        key = (stack.stack_id, logical_id)
        before, calls = undated(self.account), len(self.account.calls)
        self._excuse_leavings(stack)
        self._excuse_adoptions(stack, [exchange.event["ResourceProperties"]])
        self.function.invoke_async(exchange.event).result()
        self._run_out()
        if self.bucket.issued[exchange.event["ResponseURL"]] <= self.world.now - 1:
            assert len(self.account.calls) == calls or late < _EXPIRY_SECONDS, "an expired event reached the account"
        if exchange is last and exchange.answer is not None and exchange.answer.succeeded and key not in self.explained:
            assert undated(self.account) == before, "the last event, delivered again, left another state"
        elif exchange is not last or logical_id not in stack.resources:
            self._forgive_stale_event(stack, logical_id)
        else:
            self.explained.add(key)
        self._settle_excused()

    # what schedules do

    @precondition(lambda self: self.handed_over)
    @rule(data=st.data(), cold=st.booleans(), compare=st.booleans())
    def tick(self, data: st.DataObject, *, cold: bool, compare: bool) -> None:
        self._set_scene(cold=cold, compare=compare)
        now = self._scheduled_now()
        tick = self._draw_tick(data, [one for one in now if self._status(one["StackId"]) in ticks.SETTLED])
        self._perhaps_change(data, tick)
        self._play_tick(data, tick)

    def _play_tick(self, data: st.DataObject, tick: ticks.Tick) -> None:
        current, due = self._is_current(tick), ticks.drift(tick, self._team_of(tick))
        if data.draw(st.booleans(), label="something goes wrong"):
            self._arm(data)
        before, undisturbed = self.account.image(), not self.account.faults
        invocation = self._begin_tick(tick)
        with contextlib.redirect_stdout(io.StringIO()):
            self._run_out()
        self.account.faults, self.bucket.troubles = [], []
        self.account.backend.set_lag()
        found = invocation.finished[-1].returned or {}
        self._require_rest_unchanged(tick, before)
        if current:
            self._require_true(tick, found, due, undisturbed=undisturbed)
        else:
            assert not found.get("drifted"), f"{found}, by no template: {tick}"
            steps["ticks of no template"] += 1

    # what people do

    @rule(
        name=st.sampled_from(w.EXPLICIT_NAMES),
        owner=st.sampled_from(["nobody", "nobody", "another stack", "another id", "half", "a copy"]),
        stack_name=st.sampled_from(STACK_NAMES),
        derived=st.booleans(),
        logical_id=st.sampled_from(LOGICAL_IDS),
    )
    def stranger_makes_team(self, name: str, owner: str, stack_name: str, *, derived: bool, logical_id: str) -> None:
        stack = self.stacks.get(stack_name)
        if derived and stack is not None:
            name = self._derived_name(stack, logical_id)
        # where strangers have all names, little else happens
        crowded = name in w.EXPLICIT_NAMES and not self.others.keys().isdisjoint(w.EXPLICIT_NAMES)
        if name in self.account.teams() or crowded or len(self.account.teams()) > 15:
            return
        stack_id = stack.stack_id if stack is not None else "arn:aws:cloudformation:eu-west-1:123456789012:stack/X/1"
        tags: dict[str, str] = {
            "a copy": dict(zip((*w.OWNER_KEYS, CLAIM_TAG), (stack_id, logical_id, "original/0"), strict=True)),
            "nobody": {},
            "another stack": dict(zip(w.OWNER_KEYS, (stack_id + "0", logical_id), strict=True)),
            "another id": dict(zip(w.OWNER_KEYS, (stack_id, "Ghost"), strict=True)),
            "half": {w.OWNER_KEYS[1]: logical_id},
        }[owner]
        self.account.make(name, {**tags, "theirs": "yes"})
        self.others[name] = Other(self.account.image()[name])
        steps["stranger's team"] += 1

    @precondition(lambda self: self.handed_over and self._untouched())
    @rule(
        data=st.data(),
        how=st.sampled_from(HANDS),
    )
    def hand(self, data: st.DataObject, how: str) -> None:
        key, name = data.draw(st.sampled_from(self._untouched()), label="team")
        self._change(key, name, how)
        if data.draw(st.sampled_from([True, True, False]), label="a tick next"):
            self._set_scene()
            self._play_tick(data, self._draw_tick(data, [one for one in self._scheduled_now() if _key(one) == key]))

    def _change(self, key: Key, name: str, how: str) -> None:
        team = self.account.teams()[name]
        steps[f"hand: {how}"] += 1
        match how:
            case "description":
                team.settings["Description"] = "changed by hand"
            case "members":
                team.settings["MemberDefinitions"] = _theirs()
            case "topic":
                team.settings["NotificationConfiguration"] = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:1:theirs"}
            case "access":
                constraints = {"SourceIp": "Disabled", "VpcSourceIp": "Enabled"}
                team.settings["WorkerAccessConfiguration"] = {"S3Presign": {"IamPolicyConstraints": constraints}}
            case "tags":
                self.put_by_others.setdefault(name, {})["by-hand"] = "yes"
                team.tags["by-hand"] = "yes"
                return
            case "own tag":
                for tag in ("cost", "stage"):
                    team.tags.pop(tag, None)
            case "user tag":
                self.put_by_others.setdefault(name, {})["cost"] = "by hand"
                team.tags["cost"] = "by hand"
            case "disown" | "half disown":
                for tag in w.OWNER_KEYS[: 2 if how == "disown" else 1]:
                    team.tags.pop(tag, None)
                self.others[name] = Other(self.account.image()[name])
            case "give away":
                team.tags[w.OWNER_KEYS[0]] = "arn:aws:cloudformation:eu-west-1:123456789012:stack/Elsewhere/1"
                self.others[name] = Other(self.account.image()[name])
            case _:
                del self.account.teams()[name]
                self.put_by_others.pop(name, None)
                if how == "replace":
                    self.account.make(name, {"theirs": "yes"})
                    self.others[name] = Other(self.account.image()[name])
        self.explained.add(key)

    @precondition(lambda self: self._live())
    @rule(
        data=st.data(), what=st.sampled_from(["another workforce", "a labeling job", "no labeling job", "a cold start"])
    )
    def surroundings_change(self, data: st.DataObject, what: str) -> None:
        match what:
            case "another workforce":
                self.account.replace_workforce("second" if self.account.workforce == "default" else "default")
            case "a labeling job":
                name = data.draw(st.sampled_from(sorted(self._live().values())), label="team")
                self.account.backend.set_busy(name, ["job-1"])
            case "no labeling job":
                self.account.backend.jobs.clear()
            case _:
                self.function.freeze_all()
        steps[what] += 1

    # what must be there

    @invariant()
    def others_are_as_they_were(self) -> None:
        image = self.account.image()
        for name, other in self.others.items():
            assert image.get(name) == other.image, f"{name} is not ours and changed:\n{other}\n{image.get(name)}"

    @invariant()
    def live_resources_have_their_teams(self) -> None:
        for stack in self.stacks.values():
            for logical_id, resource in stack.resources.items():
                if (stack.stack_id, logical_id) not in self.explained:
                    self._require_team(stack, logical_id, dict(resource.properties), resource.physical_id)

    @invariant()
    def no_team_is_lost(self) -> None:
        known = {resource.physical_id for stack in self.stacks.values() for resource in stack.resources.values()}
        for name, team in self.account.teams().items():
            if team.arn in known or name in self.others:
                continue
            stack, logical_id = self._owner(team.tags)
            reported = stack is not None and stack.status in _REPORTED and logical_id in stack.resources
            assert reported, f"nobody knows of {name}: {team.tags}"

    @invariant()
    def every_event_was_answered_once(self) -> None:
        steps["steps"] += self._began
        self._began = True
        for invocation in self.function.invocations[self._checked_invocations :]:
            attempts = invocation.result()
            for attempt in attempts:
                attempt.require_order()
            stored = self.bucket.stored(invocation.event["ResponseURL"])
            assert stored or all(attempt.ending != "returned" for attempt in attempts), attempts
        self._checked_invocations = len(self.function.invocations)
        for tick in self._ticks:
            assert {one.ending for one in tick.result()} <= {"returned", "killed"}, tick.result()
            steps["ticks"] += 1
        self._ticks = []
        assert not self.wrong, self.wrong

    def teardown(self) -> None:
        self._run_out()
        steps["events"] += len(self.function.invocations)
        steps["compared with a cold process"] += self.function.compared
        steps["cold starts"] += self.function.cold_starts
        self._open.close()

    # how it is done

    def _set_scene(self, *, cold: bool = False, compare: bool = False) -> None:
        self.excused = set()
        self.function.start_cold, self.function.compare = cold, compare

    def _arm(self, data: st.DataObject) -> None:
        how_much = data.draw(st.sampled_from(["nothing", "little", "anything", "anything"]), label="goes wrong")
        if how_much != "nothing":
            self.account.faults = data.draw(mild_faults if how_much == "little" else faults, label="faults")
            self.bucket.troubles = data.draw(troubles, label="troubles") if how_much == "anything" else []
            lag = data.draw(lags, label="reads lag")
            self.world.sleep(READS_LAG_SECONDS)  # what happened before is seen
            self.account.backend.set_lag(lag, lag)
            for fault in self.account.faults:
                fault.begin(self.world.now)
            steps["deployments in which reads lag"] += lag > 0

    def _is_mild(self) -> bool:
        passing = all(map(_passes, self.account.faults)) and all(one.passes for one in self.bucket.troubles)
        return len(self.account.faults) <= 1 and passing

    def _deploy(self, data: st.DataObject, stack: OwnedStack, goal: dict[str, w.Wanted]) -> None:
        self._arm(data)
        sibling_fails = data.draw(st.sampled_from([False] * 4 + [True]), label="sibling fails")
        delivery = {key: data.draw(deliveries, label=f"delivery of {key}") for key in goal}
        ordinary = all(how.expects_answer for how in delivery.values())
        must_succeed = ordinary and not sibling_fails and self._is_mild() and self._nothing_is_in_the_way(stack, goal)
        self._excuse_leavings(stack)
        self._excuse_adoptions(stack, goal.values())
        unnamed = self._names_to_keep(stack, goal)
        steps["deployments that must succeed"] += must_succeed
        outcome = self._play(stack, lambda: stack.deploy(goal, sibling_fails=sibling_fails, delivery=delivery))
        assert not must_succeed or outcome.status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}, outcome
        if outcome.status == "UPDATE_COMPLETE":
            for key in unnamed:
                assert stack.resources[key].physical_id == unnamed[key], f"{key} was replaced without a reason"
        self._settle(stack)
        if outcome.status == "ROLLBACK_COMPLETE":
            del self.stacks[stack.name]

    def _end_of_delete(self, stack: OwnedStack, retained: list[str]) -> str | None:
        """How a stack's Delete ends, where nothing worse happens than what the function rides out.

        Another resource's team is left alone; one without any owner's tags, or with another team's, fails it.
        """
        ids = {key: one.physical_id for key, one in stack.resources.items() if key not in retained}
        teams = {team.arn: team for team in self.account.teams().values() if team.arn in ids.values()}
        if any(map(self.account.backend.jobs.running, self.account.teams())):
            return None
        if len({*ids.values()}) < len(ids) or not all(one.startswith("arn:") for one in ids.values()):
            return None
        unproved = [
            team
            for key, team in ((key, teams[one]) for key, one in ids.items() if one in teams)
            if w.OWNER_KEYS[0] not in team.tags or (self._owner(team.tags) == (stack, key) and not w.names_itself(team))
        ]
        return "DELETE_FAILED" if unproved else "DELETE_COMPLETE"

    def _play(self, stack: OwnedStack, deployment: Any) -> Outcome:
        self._events_before = len(stack.history)
        mild, undisturbed = self._is_mild(), not self.account.faults
        stack.require_agreement(
            lambda event, first: mild and (first.succeeded or undisturbed) and not self._is_overtaken(event)
        )
        with contextlib.redirect_stdout(io.StringIO()):  # a tick writes its metric
            self._begin_planned()
            self.in_progress = stack.stack_id
            outcome: Outcome = deployment()
            self.in_progress = ""
            self._run_out()
        self.account.faults, self.bucket.troubles = [], []
        self.account.backend.set_lag()
        steps[outcome.status] += 1
        for reason in outcome.reasons.values():
            assert "defect of cdk-sagemaker-workteam" not in reason, reason
        return outcome

    def _run_out(self) -> None:
        self.world.run(lambda: False)

    def _settle(self, stack: OwnedStack) -> None:
        """Take note of what the deployment reported."""
        disowned = {team.arn for team in self.account.teams().values() if w.OWNER_KEYS[0] not in team.tags}
        for logical_id in LOGICAL_IDS:
            last = stack.last_exchange(logical_id, since=self._events_before)
            key = (stack.stack_id, logical_id)
            if last is not None and last.answer is not None and last.answer.succeeded:
                # where nothing need be written, nothing need be proved, nor is it mended
                if last.answer.physical_id not in disowned:
                    self.explained.discard(key)
            elif last is not None:
                self.explained.add(key)
        self.handed_over += [tick for tick in self._scheduled_now() if tick not in self.handed_over]
        self._forgive_overtaken_events(stack)
        self._settle_excused()
        reported = {logical_id for logical_id, _ in stack.abandoned}
        if stack.status == "UPDATE_ROLLBACK_FAILED":
            reported |= {logical_id for logical_id in LOGICAL_IDS if (stack.stack_id, logical_id) in self.explained}
        live = self._live_arns()
        for name, team in self.account.teams().items():
            owner, logical_id = self._owner(team.tags)
            if owner is stack and logical_id in reported and team.arn not in live and name not in self.others:
                self.others[name] = Other(self.account.image()[name], (stack.stack_id, logical_id))
        self.put_by_others = {name: tags for name, tags in self.put_by_others.items() if name in self.account.teams()}

    def _forgive_overtaken_events(self, stack: OwnedStack) -> None:
        """What an event did after CloudFormation had sent the next one of its resource, or had its answer.

        The function waits for a Create in flight; what Lambda delivers again after that, it can't undo.
        """
        for logical_id in LOGICAL_IDS:
            key = (stack.stack_id, logical_id)
            made_late, changed_late = self._overtaken(key)
            if made_late or changed_late:
                self.explained.add(key)
            live = self._live_arns()
            for name, team in list(self.account.teams().items()):
                if name in made_late and self._owner(team.tags) == (stack, logical_id) and team.arn not in live:
                    if ADOPTED_TAG in team.tags:
                        team.tags = w.others_tags(team.tags)
                    else:
                        del self.account.teams()[name]
                    steps["made or adopted after its own Delete"] += 1

    def _is_overtaken(self, event: Mapping[str, Any]) -> bool:
        """Whether a delivery of an event was still at work when CloudFormation sent the next one of its resource."""
        same = [x for x in self.function.invocations if x.event is event]
        later = [
            x.sent_at
            for x in self.function.invocations
            if x.event is not event and _key(x.event) == _key(event) and x.sent_at >= same[0].sent_at
        ]
        return bool(later) and max(x.ended_at for x in same) > min(later)

    def _overtaken(self, key: Key) -> tuple[set[str], bool]:
        of_key = [item for item in self.function.invocations[self._checked_invocations :] if _key(item.event) == key]
        made: set[str] = set()
        changed = False
        for older, newer in itertools.combinations(of_key, 2):
            if older.event["RequestId"] == newer.event["RequestId"]:
                continue
            looks = [call.at for call in self.account.calls if newer.made(call) and call.at <= newer.ended_at]
            last_look = max([newer.sent_at, *looks])
            for call in self.account.calls:
                if call.error is None and older.made(call):
                    adds = {tag["Key"] for tag in call.request.get("Tags", [])} if call.operation == "AddTags" else {}
                    if call.operation == "CreateWorkteam" and call.at >= last_look:
                        made.add(call.request["WorkteamName"])
                    elif ADOPTED_TAG in adds and call.at >= last_look:
                        made.add(call.request["ResourceArn"].rpartition("/")[2])
                    changed |= call.operation in MUTATIONS and call.at >= newer.sent_at
        return made, changed

    def _settle_excused(self) -> None:
        image, live = self.account.image(), self._live_arns()
        for name in self.excused:
            other = self.others.pop(name, None)
            if other is None:
                continue
            if name not in image:
                assert other.left_by or self._was_taken_over(other.image.arn), f"{name} was deleted, but never ours"
            elif not (image[name].arn in live and set(w.OWNER_KEYS) <= image[name].tags.keys()):
                tags = image[name].tags
                assert not other.is_free or w.OWNER_KEYS[0] not in tags or self._is_reported(tags), (
                    f"{name} was claimed, but no resource stands for it: {tags}"
                )
                kept = {key: value for key, value in w.others_tags(other.image.tags).items() if key not in w.USER_KEYS}
                same = other.image == image[name] or kept.items() <= tags.items()
                assert same or other.left_by or other.claimed_by, f"{name} lost tags: {other.image.tags}, now {tags}"
                self.others[name] = Other(image[name], other.left_by, self._claimant(tags))
            else:
                kept = w.others_tags(other.image.tags)
                self.put_by_others[name] = {**kept, **self.put_by_others.get(name, {})}
        self.excused = set()

    def _is_reported(self, tags: dict[str, str]) -> bool:
        stack, logical_id = self._owner(tags)
        return stack is not None and (
            (stack.status in _REPORTED and logical_id in stack.resources)
            or logical_id in {abandoned for abandoned, _ in stack.abandoned}
        )

    def _was_taken_over(self, arn: str) -> bool:
        return any(
            x.answer is not None and x.answer.succeeded and x.answer.physical_id == arn
            for stack in self.stacks.values()
            for x in stack.history
        )

    def _excuse_leavings(self, stack: OwnedStack) -> None:
        """What a resource left behind, its own later events may take up again."""
        self.excused |= {
            name
            for name, other in self.others.items()
            if any(key is not None and key[0] == stack.stack_id for key in (other.left_by, other.claimed_by))
        }

    def _excuse_adoptions(self, stack: OwnedStack, goal: Iterable[Mapping[str, Any]] = ()) -> None:
        concerned = [*goal, *(resource.properties for resource in stack.resources.values())]
        adopting = [wanted for wanted in concerned if wanted.get("AdoptExisting") == "true"]
        names = {wanted.get("WorkteamName") for wanted in adopting}
        self.excused |= {
            name
            for name, other in self.others.items()
            if (other.is_free or self._owner(other.image.tags)[0] is stack)
            and (name in names or (adopting and name not in w.EXPLICIT_NAMES))
        }

    def _retain(self, stack: OwnedStack, logical_ids: list[str]) -> None:
        image, live = self.account.image(), self._live()
        for logical_id in logical_ids:
            key = (stack.stack_id, logical_id)
            left = {name for name, one in image.items() if self._claimant(one.tags) == key} | {live.get(key, "")}
            for name in left & image.keys() - self.others.keys():
                self.others[name] = Other(image[name], key)
            steps["retained"] += 1
        stack.let_go(logical_ids)

    def _forgive_stale_event(self, stack: OwnedStack, logical_id: str) -> None:
        """An event that is overtaken by a newer one of its resource can't be told from the newest."""
        key = (stack.stack_id, logical_id)
        self.explained.add(key)
        live = self._live_arns()
        for name, team in list(self.account.teams().items()):
            if self._owner(team.tags) == (stack, logical_id) and team.arn not in live and name not in self.others:
                del self.account.teams()[name]
                steps["left by a stale event"] += 1
        image = self.account.image()
        for name in self.excused & self.others.keys():
            if name in image:
                self.others[name] = Other(image[name], self.others[name].left_by, self._claimant(image[name].tags))
            else:
                del self.others[name]
        steps["stale events"] += 1

    def _nothing_is_in_the_way(self, stack: OwnedStack, goal: dict[str, w.Wanted]) -> bool:
        if len(self.account.teams()) > 18 or stack.status in _REPORTED:
            return False
        names = [wanted["WorkteamName"] for wanted in goal.values() if "WorkteamName" in wanted]
        return len(names) == len(set(names)) and all(self._may_have(stack, *item) for item in goal.items())

    def _may_have(self, stack: OwnedStack, logical_id: str, wanted: w.Wanted) -> bool:
        if not w.is_valid(wanted) or (stack.stack_id, logical_id) in self.explained:
            return False
        name = wanted.get("WorkteamName")
        current = self._live().get((stack.stack_id, logical_id))
        team = self.account.teams().get(name or current or "")
        workforce = wanted.get("WorkforceName") or self.account.workforce
        if workforce != self.account.workforce:
            return False
        if name is None:
            return (
                not any(other.left_by or other.is_free is False for other in self.others.values())
                and (team is None or "WorkforceName" not in wanted or team.workforce.name == workforce)
                and all(key in w.EXPLICIT_NAMES for key in self.others)
            )
        if name == current and team is not None:
            return "WorkforceName" not in wanted or team.workforce.name == workforce
        return team is None

    def _names_to_keep(self, stack: OwnedStack, goal: dict[str, w.Wanted]) -> dict[str, str]:
        """The physical ids of teams that have no name given, and stay in their workforce."""
        if any(other.left_by for other in self.others.values()):
            return {}
        keep = {}
        for (stack_id, key), name in self._live().items():
            if stack_id == stack.stack_id and key in goal and (stack_id, key) not in self.explained:
                before, workforce = stack.resources[key], self.account.teams()[name].workforce.name
                named = "WorkteamName" in goal[key] or "WorkteamName" in before.properties
                if not named and goal[key].get("WorkforceName", workforce) == workforce:
                    keep[key] = before.physical_id
                    steps["unnamed teams that keep their name"] += 1
        return keep

    def _require_team(self, stack: OwnedStack, logical_id: str, wanted: w.Wanted, physical_id: str) -> None:
        where = f"{stack.name}.{logical_id}"
        team = next((team for team in self.account.teams().values() if team.arn == physical_id), None)
        assert team is not None, f"{where} has no team: {physical_id}"
        assert "WorkteamName" not in wanted or team.name == wanted["WorkteamName"], where
        assert meaning(team.settings) == meaning(wanted), f"{where}: {team.settings}, wanted {wanted}"
        tags = w.others_tags(team.tags)
        theirs = self.put_by_others.get(team.name, {})
        assert {key for key in theirs if key not in w.USER_KEYS} <= tags.keys(), f"{where} lost tags of others: {tags}"
        assert w.tags_of(wanted).items() <= tags.items(), f"{where}: {tags}, wanted {wanted.get('Tags')}"
        assert tags.keys() <= {*w.tags_of(wanted), *theirs}, f"{where}: {tags}, wanted {wanted.get('Tags')}"
        assert self._owner(team.tags) == (stack, logical_id), f"{where}: {team.tags}"

    # how ticks are played

    def _draw_tick(self, data: st.DataObject, likely: list[ticks.Tick]) -> ticks.Tick:
        """Draw what a schedule hands over now, or handed over once and Lambda delivers late."""
        now = self._scheduled_now()
        late = [tick for tick in self.handed_over if tick not in now]
        some = late if late and data.draw(st.sampled_from([False, False, True]), label="late") else likely
        some = some or self.handed_over
        self.heal = data.draw(st.sampled_from([True, True, False]), label="heal")
        return self._asked(data.draw(st.sampled_from(some), label="tick"))

    def _perhaps_change(self, data: st.DataObject, tick: ticks.Tick) -> None:
        """What a tick is for: a change by hand just before."""
        how = data.draw(st.sampled_from([*HANDS, *[None] * 3]), label="by hand")
        if how is not None:
            for key, name in self._untouched():
                if key == _key(tick):
                    self._change(key, name, how)

    def _plan_tick(self, data: st.DataObject, stack: OwnedStack) -> None:
        """Perhaps let one come while a deployment is under way, or have it looking since just before."""
        when = data.draw(st.sampled_from([5.95, 5.0, 0.0, -1.0, -30.0, None]), label="a tick so long before")
        if when is not None and self.handed_over:
            its_own = [tick for tick in self._scheduled_now() if tick["StackId"] == stack.stack_id]
            tick = self._draw_tick(data, its_own)
            self._perhaps_change(data, tick)
            self.planned.append((when, tick))
            steps["deployments with a tick"] += 1

    def _begin_planned(self) -> None:
        if self.planned:
            self.function.compare = False  # a copy of the account is without the deployment that goes on
        for before, tick in self.planned:
            self.world.spawn(functools.partial(self._begin_tick, tick), max(0.0, -before))
            self.world.sleep(before)
        self.planned = []

    def _begin_tick(self, tick: ticks.Tick) -> Invocation:
        self._ticks.append(self.function.tick(tick))
        return self._ticks[-1]

    def _status(self, stack_id: str) -> str | None:
        stack = next((stack for stack in self.stacks.values() if stack.stack_id == stack_id), None)
        if stack is None:
            return None
        return "UPDATE_IN_PROGRESS" if stack_id == self.in_progress else stack.status

    def _scheduled(self, schedule: str) -> ticks.Tick | None:
        name = f":schedule/{schedule}"
        return next((self._asked(tick) for tick in self._scheduled_now() if tick[SCHEDULE].endswith(name)), None)

    def _asked(self, tick: ticks.Tick) -> ticks.Tick:
        return {**tick, HEAL: str(self.heal).lower()}

    def _scheduled_now(self) -> list[ticks.Tick]:
        return [
            ticks.tick_of(stack.stack_id, logical_id, resource)
            for stack in self.stacks.values()
            for logical_id, resource in stack.resources.items()
        ]

    def _is_current(self, tick: ticks.Tick) -> bool:
        return self._status(tick["StackId"]) in ticks.SETTLED and tick in map(self._asked, self._scheduled_now())

    def _team_of(self, tick: ticks.Tick) -> Workteam | None:
        return next((one for one in self.account.teams().values() if one.arn == tick["PhysicalResourceId"]), None)

    def _look_at_write(self, scope: Scope, operation: str, request: dict[str, Any]) -> None:
        """When a tick is about to change something, the stack must be settled, and the team proved to be ours."""
        tick = next(invocation.event for invocation in self._ticks if scope in invocation.scopes)
        name = request.get("WorkteamName", request.get("ResourceArn", "")).rpartition("/")[2]
        reason = ticks.forbidden(tick, self.account.teams().get(name), operation, request)
        if not self._is_current(tick):
            reason = f"the stack is in {self._status(tick['StackId'])}, or has another template"
        if reason:
            self.wrong.append(f"{operation} {request}, but {reason}")

    def _require_rest_unchanged(self, tick: ticks.Tick, before: dict[str, TeamImage]) -> None:
        """A tick changes at most settings and the template's tags of the one team."""
        template = w.tags_of(_wanted(tick))
        after = self.account.image()
        assert before.keys() == after.keys(), f"{before.keys()} became {after.keys()}"
        for name, image in before.items():
            if image.arn != tick["PhysicalResourceId"]:
                assert after[name] == image, f"a tick of another team changed {name}"
            assert {**image.tags, **template} == {**after[name].tags, **template}, f"{image}, then {after[name]}"

    def _require_true(self, tick: ticks.Tick, found: dict[str, Any], due: set[str], *, undisturbed: bool) -> None:
        """What a tick of a settled stack's own template tells is so, and what it may heal is healed."""
        team = self._team_of(tick)
        left, healed = ticks.drift(tick, team), set(found.get("healed", ()))
        assert healed <= due - left, f"{found}, of {due}, but {left} is left"
        if undisturbed:
            assert set(found.get("drifted", ())) == due, f"{found}, not {due}"
            ours = team is not None and ticks.is_proved(tick, team) and "WorkforceName" not in due
            assert left == (set() if self.heal and ours else due), f"{found}: {left} is left of {due}"
            steps[f"ticks that {'heal' if due - left else 'see' if due else 'find nothing'}"] += 1
        # a tag that the template hasn't is no drift, but a late event of an older one may take it away
        if team is not None and not left and team.tags.keys() & {*w.USER_KEYS} <= w.tags_of(_wanted(tick)).keys():
            self.explained.discard(_key(tick))

    def _look_at_answer(self, url: str, body: bytes) -> None:
        """While an answer arrives, what it says must be so."""
        event = next((x.event for x in self._exchanges() if x.event["ResponseURL"] == url), None)
        if event is None:
            return
        try:
            answer = read_answer(body, event)
        except AssertionError as error:
            self.wrong.append(str(error))
            return
        steps[f"{event['RequestType']} {answer.status}"] += 1
        newest = next(x for x in reversed(self.function.invocations) if _key(x.event) == _key(event))
        if newest.event is not event:
            return
        if answer.succeeded and event["RequestType"] != "Delete":
            team = next((team for team in self.account.teams().values() if team.arn == answer.physical_id), None)
            # an Update that need write nothing need prove nothing
            unproved = event["StackId"] if event["RequestType"] == "Update" else ""
            if team is None or team.tags.get(w.OWNER_KEYS[0], unproved) != event["StackId"]:
                self.wrong.append(f"{answer} is not true: {team}")
            if answer.data.get("WorkteamArn") != answer.physical_id:
                self.wrong.append(f"{answer} contradicts itself")

    def _exchanges(self) -> list[Exchange]:
        return [x for stack in self.stacks.values() for x in reversed(stack.history)]

    def _claimant(self, tags: dict[str, str]) -> Key | None:
        stack, logical_id = self._owner(tags)
        return None if stack is None else (stack.stack_id, logical_id)

    def _owner(self, tags: dict[str, str]) -> tuple[OwnedStack | None, str]:
        stack_id, logical_id = (tags.get(key, "") for key in w.OWNER_KEYS)
        return next((stack for stack in self.stacks.values() if stack.stack_id == stack_id), None), logical_id

    def _live_arns(self) -> set[str]:
        return {resource.physical_id for stack in self.stacks.values() for resource in stack.resources.values()}

    def _live(self) -> dict[Key, str]:
        arns = {team.arn: name for name, team in self.account.teams().items()}
        return {
            (stack.stack_id, logical_id): arns[resource.physical_id]
            for stack in self.stacks.values()
            for logical_id, resource in stack.resources.items()
            if resource.physical_id in arns
        }

    def _untouched(self) -> list[tuple[Key, str]]:
        """Live teams that no hand has taken away from their resources."""
        teams = self.account.teams()
        return [
            (key, name)
            for key, name in sorted(self._live().items())
            if name not in self.others and tuple(teams[name].tags.get(tag) for tag in w.OWNER_KEYS) == key
        ]

    def _deployable(self) -> list[OwnedStack]:
        return [stack for stack in self.stacks.values() if stack.status not in _REPORTED]

    def _in(self, status: str) -> list[OwnedStack]:
        return [stack for stack in self.stacks.values() if stack.status == status]

    def _derived_name(self, stack: OwnedStack, logical_id: str) -> str:
        parsed = Stack.parse(stack.stack_id)
        assert parsed is not None
        return derived_name(Owner(stack.stack_id, parsed, logical_id, ""), None)


def _key(event: Mapping[str, Any]) -> Key:
    return event["StackId"], event["LogicalResourceId"]


def _wanted(tick: ticks.Tick) -> w.Wanted:
    wanted: w.Wanted = tick["ResourceProperties"]
    return wanted


def _theirs() -> list[dict[str, Any]]:
    return [{"CognitoMemberDefinition": {"UserPool": "eu-west-1_Theirs123", "UserGroup": "theirs", "ClientId": "c"}}]
