"""One mutant, and what the tests said of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change of one place."""

    module: str
    """As a path below the package."""
    where: str
    """The function or method it is in; empty outside of any."""
    status: str
    removed: str = ""
    added: str = ""

    @property
    def killed(self) -> bool:
        """Whether a test failed, or never ended; that no test comes by doesn't count."""
        return self.status in {"killed", "timeout"}
