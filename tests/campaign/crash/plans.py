"""What goes wrong in a run: where processes are struck, and what they meet when they come again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from campaign.world.account import ALWAYS, Fault, Kind
from campaign.world.doors import Moment, Passage, Strike
from support.account import MUTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Late: TypeAlias = Literal["", "after the deployment", "after the stack"]
Lifted: TypeAlias = Literal["in time", "the next event", "a Delete"]

MOMENTS: Final[tuple[Moment, ...]] = ("before", "after")
LAG_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What the redelivery of a killed event meets, and when it is over.

    ``in time`` means so early that the redelivery must ride it out.
    """

    kind: Kind
    operation: str
    lifted: Lifted
    seconds: float = ALWAYS

    def __str__(self) -> str:
        what = "every call" if self.operation == "*" else self.operation
        how = {"no tags": "does not find the tags", "throttle": "is throttled"}.get(self.kind, "is denied")
        when = f"for {self.seconds:.0f} seconds, in time" if self.lifted == "in time" else f"until {self.lifted}"
        return f"{what} {how} {when}"

    def fault(self, now: float) -> Fault:
        """Begin."""
        return Fault(self.kind, self.operation, times=ALWAYS, lasts=self.seconds).begin(now)


HINDRANCES: Final = (
    Hindrance("deny", "CreateWorkteam", "in time", 20.0),
    Hindrance("deny", "CreateWorkteam", "a Delete"),
    Hindrance("deny", "*", "in time", 20.0),
    Hindrance("deny", "*", "a Delete"),
    Hindrance("deny", "ListTags", "in time", 20.0),
    Hindrance("deny", "ListTags", "the next event"),
    Hindrance("no tags", "ListTags", "in time", 4.0),
    Hindrance("no tags", "ListTags", "the next event"),
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A call that changes something takes effect, then a stranger takes the team's name, and then comes the answer."""

    kind: Literal["error", "drop"]
    tagged: bool
    """Whether the stranger's team carries the tags of another stack."""

    def __str__(self) -> str:
        how = "a 500" if self.kind == "error" else "lost"
        whose = "carries another stack's tags" if self.tagged else "carries no owner's tags"
        return f"{how}; the stranger's team {whose}"


MEETINGS: Final = (Meeting("error", tagged=False), Meeting("error", tagged=True), Meeting("drop", tagged=True))


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes wrong in a run.

    Parameters
    ----------
    strikes
        Where processes are killed.
    retries
        How often Lambda delivers a killed event again while CloudFormation waits.
    late
        Whether a killed event comes once more when CloudFormation has long gone on.
    gives_up
        Whether the stack's owner deletes it where the rollback of an update failed, instead of continuing that.
    second
        Whether the last strike is one of all that can follow the first.
    hindrance
        What the redelivery meets.
    lag
        How many seconds reads are behind every write.
    meeting
        What the first strike does instead of killing.
    """

    strikes: tuple[Strike, ...] = ()
    retries: int = 0
    late: Late = ""
    gives_up: bool = False
    second: bool = False
    hindrance: Hindrance | None = None
    lag: float = 0.0
    meeting: Meeting | None = None

    def __str__(self) -> str:
        how = [self.late or f"{self.retries} retries"]
        if self.hindrance is not None:
            how.append(str(self.hindrance))
        if self.meeting is not None:
            how = [f"not killed, its answer {self.meeting}"]
        return ", ".join([*how, *(["reads lag"] if self.lag else [])])


def kills(passages: Iterable[Passage], *, thorough: bool, lag: float = 0.0) -> Iterator[Plan]:
    """Yield the plans for each point: how often it kills, how often the event comes again, and when.

    Those that are not thorough differ in what happens, the others in how often it happens.
    """
    for number, passage in enumerate(passages, 1):
        for moment in MOMENTS if thorough or not lag else ("after",):
            first, again = Strike(number, moment), Strike(passage.position, moment)
            yield Plan((first,), lag=lag)
            yield Plan((first,), retries=1, lag=lag)
            if thorough or not lag:
                yield Plan((first, again), retries=2, lag=lag)
                yield Plan((first,), late="after the deployment", lag=lag)
            if thorough and not lag:
                yield Plan((first, again), retries=1)
                yield Plan((first, again, again), retries=2)
                yield Plan((first,), late="after the stack")


def hindered(plan: Plan, struck: Passage, redelivered: Iterable[Passage]) -> Iterator[Plan]:
    """Yield, for a run with one kill and one redelivery, all that can get in the way of what was done then."""
    labels = {passage.label for passage in redelivered}
    for hindrance in HINDRANCES if plan.strikes[0].moment in _different(struck) else ():
        if hindrance.operation == "*" or hindrance.operation in labels:
            yield replace(plan, hindrance=hindrance)


def meetings(passages: Iterable[Passage], *, adopting: bool) -> Iterator[Plan]:
    """Yield, for every call that changed something, the strangers that its next try may meet.

    A team without an owner is nobody's to keep from an operation that adopts.
    """
    for number, passage in enumerate(passages, 1):
        if passage.label in MUTATIONS and not passage.refused:
            for meeting in MEETINGS:
                if meeting.tagged or not adopting:
                    yield Plan((Strike(number, "after"),), meeting=meeting)


def second_kills(plan: Plan, after: Iterable[Passage]) -> Iterator[Plan]:
    """Yield, for a run with one kill, a second one at each of the points ``after`` it."""
    for number, passage in enumerate(after, 1):
        for moment in _different(passage):
            yield replace(plan, strikes=(*plan.strikes, Strike(number, moment)), second=True)


def _different(passage: Passage) -> Sequence[Moment]:
    """The moments of a passage at which the world is another than after the passage before it."""
    return MOMENTS if passage.position == 1 else ("after",)
