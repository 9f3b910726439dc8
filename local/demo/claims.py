"""What the demo says, each held against what is there."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence and whether it was true."""

    text: str
    holds: bool


@dataclass(slots=True)
class Claims:
    """The claims of a run, in order."""

    made: list[Claim] = field(default_factory=list)

    def add(self, text: str, holds: object) -> Claim:
        """Record a claim with whether it holds."""
        claim = Claim(text, bool(holds))
        self.made.append(claim)
        return claim

    @property
    def all_hold(self) -> bool:
        """Whether there are claims and all of them hold."""
        return bool(self.made) and all(claim.holds for claim in self.made)
