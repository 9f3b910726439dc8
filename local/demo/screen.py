"""What the demo shows: steps, the CLI's progress, facts, claims."""

from __future__ import annotations

import re
import textwrap
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from local.demo.claims import Claim

_INDENT: Final = " " * 6
_LABEL: Final = 24
_PIPED_WIDTH: Final = 80
_MILESTONE: Final = re.compile(r"(Synthesis|Deployment) time: .+|[✅❌] .+")
_EVENT: Final = re.compile(r"\| +[\d/]+ \| [^|]+ \| (?P<status>\w+) +\| (?P<type>Custom::\w+) +\| \S+ \(\w+\)")
_ROLLBACK: Final = re.compile(r"\| (UPDATE_)?ROLLBACK_\w+ +\| AWS::CloudFormation::Stack ")
_BACKWARDS: Final = {"UPDATE_IN_PROGRESS": "rolling back", "UPDATE_COMPLETE": "rolled back"}


class Screen:
    """The terminal, or a pipe, where no control codes go."""

    def __init__(self, steps: int, console: Console | None = None) -> None:
        self._console = console or _console()
        self._steps = steps
        self._step = 0
        self._started = time.monotonic()
        self._rolls_back = False

    def title(self, text: str) -> None:
        """Say what this is."""
        self._console.print(Text(text, style="bold"))

    def step(self, text: str, command: str | None = None) -> None:
        """Begin the next step, which is a command or not."""
        self._step += 1
        line = Text(f"\n[{self._step}/{self._steps}] ", style="bold cyan")
        line.append(text, style="bold")
        line.append(f"  at {self.elapsed():.0f} s", style="dim")
        self._console.print(line, soft_wrap=True)
        if command:
            self._put(command, "$ ", "bold")

    def say(self, text: str) -> None:
        """Say something within a step."""
        self._put(text)

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Show, while a command of the CDK runs, that something goes on."""
        self._rolls_back = False
        if not self._console.is_terminal:
            self._put(what, "│ ")
            yield
            return
        columns = TextColumn(" " * 5), SpinnerColumn(), TextColumn(what), TimeElapsedColumn()
        with Progress(*columns, console=self._console, transient=True) as progress:
            progress.add_task(what, total=None)
            yield

    def cdk(self, line: str) -> None:
        """Show a line of the CDK CLI, if it tells how far things are."""
        if event := _EVENT.search(line):
            status = event["status"]
            self._put(f"{event['type']}  {_BACKWARDS.get(status, status) if self._rolls_back else status}", "│ ", "dim")
            self._rolls_back = self._rolls_back or status.endswith("_FAILED")
        elif _ROLLBACK.search(line):
            self._rolls_back = True
        elif milestone := _MILESTONE.search(line):
            rolled_back = ", and was rolled back" if self._rolls_back and "❌" in line else ""
            self._put(milestone[0] + rolled_back, "│ ", "dim")

    def claim(self, claim: Claim) -> None:
        """Show a claim and whether it holds."""
        mark, style = ("✓ ", "green") if claim.holds else ("✗ ", "bold red")
        self._put(claim.text, mark, style)

    def quote(self, text: str) -> None:
        """Show words that are somebody else's."""
        self._put(text, "  ", "yellow")

    def facts(self, title: str, facts: Mapping[str, str]) -> None:
        """Show what something is like: names and values, each value beside its name or, if it is long, below."""
        self._put(title, style="bold")
        for name, value in facts.items():
            beside = f"{name:<{_LABEL}}{value}"
            if len(name) < _LABEL and len(_INDENT) + 2 + len(beside) <= self._console.width:
                self._put(beside, "  ")
            else:
                self._put(name, "  ")
                self._put(value, "    ")

    def summary(self, claims: Sequence[Claim]) -> None:
        """End with everything that was claimed."""
        held = sum(claim.holds for claim in claims)
        style = "bold green" if held == len(claims) else "bold red"
        self._console.print()
        self._console.print(Text(f"Proved {held} of {len(claims)} in {self.elapsed():.0f} seconds:", style=style))
        for claim in claims:
            self.claim(claim)

    def elapsed(self) -> float:
        """Return the seconds since the demo began."""
        return time.monotonic() - self._started

    def _put(self, text: str, mark: str = "", style: str = "") -> None:
        """Print text whose further lines hang below its first; a word, such as an ARN, stays whole."""
        lines = textwrap.fill(
            text,
            self._console.width,
            initial_indent=_INDENT + mark,
            subsequent_indent=_INDENT + " " * len(mark),
            break_long_words=False,
            break_on_hyphens=False,
        )
        self._console.print(Text(lines, style=style), soft_wrap=True)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPED_WIDTH, color_system=None)
