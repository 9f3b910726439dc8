"""What the demo shows: steps, the CLI's progress, tables, claims."""

from __future__ import annotations

import re
import textwrap
import time
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from local.demo.claims import Claim

_INDENT: Final = 6
_PIPED_WIDTH: Final = 110
_MILESTONE: Final = re.compile(r"(Synthesis|Deployment) time: .+|[✅❌] .+")
_EVENT: Final = re.compile(r"\| +[\d/]+ \| [^|]+ \| (?P<status>\w+) +\| (?P<type>Custom::\w+) +\| \S+ \(\w+\)")


class Screen:
    """The terminal, or a pipe, where no control codes go."""

    def __init__(self, steps: int, console: Console | None = None) -> None:
        self._console = console or _console()
        self._steps = steps
        self._step = 0
        self._started = time.monotonic()

    def title(self, text: str) -> None:
        """Say what this is."""
        self._console.print(Text(text, style="bold"))

    def step(self, text: str) -> None:
        """Begin the next step."""
        self._step += 1
        line = Text(f"\n[{self._step}/{self._steps}] ", style="bold cyan")
        line.append(text, style="bold")
        line.append(f"  at {self.elapsed():.0f} s", style="dim")
        self._console.print(line)

    def say(self, text: str) -> None:
        """Say something within a step."""
        self._indented(Text(text))

    def cdk(self, line: str) -> None:
        """Show a line of the CDK CLI, if it tells how far things are."""
        if event := _EVENT.search(line):
            self._indented(Text(f"│ {event['type']}  {event['status']}", style="dim"))
        elif milestone := _MILESTONE.search(line):
            self._indented(Text(f"│ {milestone[0]}", style="dim"))

    def claim(self, claim: Claim) -> None:
        """Show a claim and whether it holds."""
        mark, style = ("✓", "green") if claim.holds else ("✗", "bold red")
        self._indented(Text(f"{mark} {claim.text}", style=style))

    def quote(self, text: str) -> None:
        """Show words that are somebody else's."""
        for line in textwrap.wrap(text, self._console.width - _INDENT - 2):
            self._indented(Text(f"  {line}", style="yellow"))

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show a table."""
        table = Table(*headers, box=box.ROUNDED, header_style="bold")
        for row in rows:
            table.add_row(*(Text(cell, overflow="fold") for cell in row))
        self._indented(table)

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

    def _indented(self, content: Any) -> None:
        self._console.print(Padding(content, (0, 0, 0, _INDENT), expand=False))


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPED_WIDTH, color_system=None)
