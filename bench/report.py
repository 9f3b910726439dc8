"""The page with the figures."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.functions import BARE, COMPILED
from bench.samples import Spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.figures import Figure

_PAGE: Final = """\
<!-- written by `make bench`; change bench/report.py instead -->
# Performance

The peer is what one writes by hand from crhelper's quick start: `CfnResource()` and `boto3.client("sagemaker")` at
module level, three functions, a rename that makes a new team ([bench/handwritten](../bench/handwritten/function.py)).
It is here to show what this library's promises cost, and keeps none of those about ownership, lost answers and time: a
setting that is taken away stays, tags are not updated, a Create that is delivered twice fails and leaves its team
behind, a Delete takes whatever team has the name, and every team needs a name. Both run under `awslambdaric`, the
client that Lambda itself runs, with the same Python, against the same SageMaker emulator and the same https bucket for
answers.

![Time, memory, size and calls of this library as multiples of the hand-written function's](performance.svg)

{table}

Values are medians with quartiles in brackets. A ratio is to the hand-written function's value, in the row of syntheses
to one team's; it is taken pair by pair, so that it need not be the ratio of the medians. What was to be reached is the
ratio where it says *times*, else this library's own value. `make bench` writes this page.

{measured}

{notes}"""

_NOTES: Final = {
    "cold start": """\
- **Cold start**: from the start of the process to its request for the first event. The code's folder can't be written
  to, as in Lambda, so that what comes from the asset is compiled at each start; what comes with the runtime is compiled
  already.
""",
    "first event": """\
- **First event**: a Create, its calls and its answer. What a start puts off shows here.
""",
    "instructions": """\
- **Instructions**: counted by valgrind. The load of the machine hardly changes them.
""",
    COMPILED: """\
- **Our code compiled already**: what bytecode in the asset would save. It belongs to one release of Python, and the
  asset is the same for all.
""",
    BARE: """\
- **A client alone**: a SageMaker client, made by botocore in its usual way from the same cut files, and nothing else.
""",
    "peak memory": """\
- **Peak memory**: the process's highest resident memory, after one Create.
""",
    "warm event": """\
- **Warm event**: an update in place. *Own time* is what is left of the handler's time without the SageMaker calls and
  the delivery of the answer.
""",
    "log": """\
- **Log**: at the default level, without the lines that Lambda adds of its own.
""",
    "resources": """\
- **Resources** are those that the library adds; the user pool and its like are the user's. A topic that is made in the
  app gets one policy more, however many teams use it, and a team with Cognito members that is in another stack than its
  function one policy more for the function's role.
""",
    "local cloud": """\
- **Local cloud**: `cdk deploy` of all the teams in one stack, and `cdk destroy`, by the real CLI; most of it is
  synthesis and CloudFormation's polling.
""",
}
"""What is explained where a figure's name has it."""


@dataclass(frozen=True)
class Turns:
    """How often each thing was measured."""

    starts: int
    warm_events: int
    syntheses: int

    def __str__(self) -> str:
        return (
            f"{self.starts} pairs of cold starts; {self.starts} pairs of warm processes, the value of each the median "
            f"of {self.warm_events} events; {self.syntheses} pairs of syntheses. The first pair is not among them, nor "
            f"are a warm process's Create and first update."
        )


def page(figures: Sequence[Figure], machine: str, turns: Turns, loads: tuple[float, float]) -> str:
    """Write the page as markdown."""
    notes = "".join(note for what, note in _NOTES.items() if any(what in figure.name for figure in figures))
    before, after = loads
    measured = (
        f"Measured {machine}: {turns} Everything else was counted or timed once. Load of the machine, before and "
        f"after: {before:.1f} and {after:.1f} processes that want a core. Seconds vary with it; CPU seconds do less."
    )
    return _PAGE.format(
        table="\n".join(_table(figures)), measured=textwrap.fill(measured, 120, break_on_hyphens=False), notes=notes
    )


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    yield "| figure | hand-written | this library | ratio | to be reached | |"
    yield "|---|---|---|---|---|---|"
    for figure in figures:
        reach = "" if figure.reach is None else f"≤ {figure.reach:g} {figure.unit}".rstrip()
        yield f"| {figure.name} | {figure.theirs} | {figure.ours} | {_ratio(figure)} | {reach} | {figure.verdict} |"


def _ratio(figure: Figure) -> str:
    if figure.ratio is None:
        return ""
    return f"{figure.ratio:.2f}" if isinstance(figure.ratio, Spread) else f"{figure.ratio:.3g}"
