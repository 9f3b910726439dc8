"""The page with the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench.samples import Spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.figures import Figure

_PAGE: Final = """\
<!-- written by `make bench`; change bench/report.py instead -->
# Performance

The peer is what one writes by hand from crhelper's quick start: `CfnResource()` and `boto3.client("sagemaker")` at
module level, three functions ([bench/handwritten](../bench/handwritten/function.py)). It keeps none of this library's
promises about ownership, lost answers and time; it is here to show what those cost. Both run under `awslambdaric`, the
client that Lambda itself runs, with the same Python, against the same SageMaker emulator and the same https bucket for
answers.

![Figures of this library as a share of the hand-written function's](performance.svg)

{table}

Values are medians with quartiles in brackets; a ratio is taken pair by pair. `make bench` writes this page.

Measured {machine}; {turns} pairs, after one that is not counted. Load of the machine, before and after: {before:.1f}
and {after:.1f} processes that want a core. Seconds vary with it; CPU seconds do less, and the count of instructions, by
valgrind, hardly.

- **Cold start**: from the start of the process to its request for the first event. The code's folder can't be written
  to, as in Lambda, so that what comes from the asset is compiled at each start; what comes with the runtime is compiled
  already.
- **Our code compiled already**: what bytecode in the asset would save. It belongs to one release of Python, and the
  asset is the same for all.
- **A client alone**: a SageMaker client, made by botocore in its usual way from the same cut files, and nothing else.
- **Peak memory**: the process's highest resident memory, after one Create.
- **Warm event**: an update in place. *Own time* is what is left of the handler's time without the SageMaker calls and
  the delivery of the answer.
- **Resources** are those that the library adds; the user pool and its like are the user's.
{cloud}"""

_CLOUD: Final = """\
- **Local cloud**: `cdk deploy` of all the teams in one stack, and `cdk destroy`, by the real CLI; most of it is
  synthesis and CloudFormation's polling.
"""


def page(figures: Sequence[Figure], machine: str, turns: int, loads: tuple[float, float]) -> str:
    """Write the page as markdown."""
    cloud = any("local cloud" in figure.name for figure in figures)
    return _PAGE.format(
        table="\n".join(_table(figures)),
        machine=machine,
        turns=turns,
        before=loads[0],
        after=loads[1],
        cloud=_CLOUD if cloud else "",
    )


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    yield "| figure | hand-written | this library | to be held against the reach | reach | |"
    yield "|---|---|---|---|---|---|"
    for figure in figures:
        reach = "" if figure.reach is None else f"≤ {figure.reach:g} {figure.unit}".rstrip()
        yield f"| {figure.name} | {figure.theirs} | {figure.ours} | {_held(figure)} | {reach} | {figure.verdict} |"


def _held(figure: Figure) -> str:
    if figure.reached is None:
        return ""
    exact = not isinstance(figure.reached, Spread) and figure.unit != "times"
    return f"{figure.reached:{'.3g' if exact else '.2f'}} {figure.unit}".rstrip()
