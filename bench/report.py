"""The page with the figures."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench.functions import AWS_CUSTOM_RESOURCE, BARE, COMPILED
from bench.samples import Spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.figures import Figure

_PAGE: Final = """\
<!-- written by `make bench`; change bench/report.py instead -->
# Performance

The first peer is what one writes by hand from crhelper's quick start: `CfnResource()` and `boto3.client("sagemaker")`
at module level, three functions, a rename that makes a new team
([bench/handwritten](../bench/handwritten/function.py)). It is here to show what this library's promises cost, and keeps
none of those about ownership, lost answers and time: a setting that is taken away stays, tags are not updated, a Create
that is delivered twice fails and leaves its team behind, a Delete takes whatever team has the name, and every team
needs a name. Both run under `awslambdaric`, the client that Lambda itself runs, with the same Python, against the same
SageMaker emulator and the same https bucket for answers.

{aws_custom_resource}
![Time, memory, size and calls of this library as multiples of its peers'](performance.svg)

{table}

Values are medians with quartiles in brackets. A ratio is to the peer's value, which is the hand-written function where
the row names no other; it is taken pair by pair, so that it need not be the
ratio of the medians. What was to be reached is the ratio where it says *times*, else this library's own value. `make
bench` writes this page.

{measured}

{notes}"""

_AWS_CUSTOM_RESOURCE: Final = """\
The second peer is the handler of CDK's `AwsCustomResource`, with which one makes a team without code of one's own. It
makes one call for an event, here CreateWorkteam, and answers; this library makes two, and keeps its promises. It is the
code that aws-cdk-lib deploys, run by Node 24, with Lambda's flags for the same memory, against the same emulator and
bucket, and reads the same certificates. `client-sagemaker` is loaded from disk in the first event, as in Lambda, whose
own copy of the SDK may be older; `install_latest_aws_sdk` is off, which would have npm install it then. The handler
runs under `aws-lambda-ric`, the client that Lambda itself runs; that client's HTTP module takes a compiler, so that
[one of Node's](../bench/aws_custom_resource/runtime.js) stands in for it.
"""

_NOT_MEASURED: Final = """\
The second peer, the handler of CDK's `AwsCustomResource`, was not measured: npm did not install its Node 24 here.
"""

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
    "synthesis": """\
- **Synthesis**: `python app.py` of an app with a user pool and so many teams, in a process of its own, against the same
  app with `CfnWorkteam`. Most of the difference is the function, of which the native resource has none: loading the
  CDK's modules of Lambda, and one `Function`.
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
            f"{self.starts} pairs of cold starts with each peer; {self.starts} pairs of warm processes, the value of "
            f"each the median of {self.warm_events} events; {self.syntheses} pairs of syntheses. The first pair is not "
            f"among them, nor are a warm process's Create and first update."
        )


def page(figures: Sequence[Figure], machine: str, turns: Turns, loads: tuple[float, float]) -> str:
    """Write the page as markdown."""
    notes = "".join(note for what, note in _NOTES.items() if any(what in figure.name for figure in figures))
    before, after = loads
    measured = (
        f"Measured {machine}: {turns} Everything else was counted or timed once. Load of the machine, before and "
        f"after: {before:.1f} and {after:.1f} processes that want a core. Seconds vary with it; CPU seconds do less."
    )
    there = any(AWS_CUSTOM_RESOURCE in figure.name for figure in figures)
    return _PAGE.format(
        aws_custom_resource=_AWS_CUSTOM_RESOURCE if there else _NOT_MEASURED,
        table="\n".join(_table(figures)),
        measured=textwrap.fill(measured, 120, break_on_hyphens=False),
        notes=notes,
    )


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    yield "| figure | peer | this library | ratio | to be reached | |"
    yield "|---|---|---|---|---|---|"
    for figure in figures:
        reach = "" if figure.reach is None else f"≤ {figure.reach:g} {figure.unit}".rstrip()
        yield f"| {figure.name} | {figure.theirs} | {figure.ours} | {_ratio(figure)} | {reach} | {figure.verdict} |"


def _ratio(figure: Figure) -> str:
    if figure.ratio is None:
        return ""
    return f"{figure.ratio:.2f}" if isinstance(figure.ratio, Spread) else f"{figure.ratio:.3g}"
