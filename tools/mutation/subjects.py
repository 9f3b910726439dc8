"""What is mutated, and by which tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.mutation import survivors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.mutation.mutant import Mutant

ROOT: Final = Path(__file__).resolve().parents[2]

_LIBRARY: Final = "constructs/cdk_sagemaker_workteam"
_TWINS: Final = ("_contract", "workforce/_invitation_text")
"""Modules that the function has too, whose tests are the function's."""


@dataclass(frozen=True)
class Subject:
    """What is mutated and by what it is tested; paths are of the checkout."""

    package: str
    modules: tuple[str, ...]
    """Paths below the package, without the suffix."""
    tests: tuple[str, ...]
    """Files, or folders of files named `test_*.py`."""
    page: str
    introduction: str
    least_killed: float
    """The share of mutants that have to be killed."""
    reasons: Mapping[str, Mapping[tuple[str, str], str]]
    """Why a mutant may survive: by module, its function and a part of the changed line."""
    copied: tuple[str, ...] = ()
    """Folders without which the tests don't run, and those that they are in."""
    forks: bool = True
    """Whether the tests may run in forks of one process, which is much faster."""
    sample: int | None = None
    """How many mutants are drawn for the page; `None` for all."""

    def reason(self, mutant: Mutant) -> str | None:
        """Why no test can or need tell a mutant from the original."""
        for (where, part), reason in self.reasons.get(mutant.module, {}).items():
            if where == mutant.where and part in mutant.added:
                return reason
        return None


def _modules(package: str, twins: tuple[str, ...]) -> tuple[str, ...]:
    paths = (path.relative_to(ROOT / package).with_suffix("") for path in (ROOT / package).rglob("*.py"))
    return tuple(sorted(path.as_posix() for path in paths if path.name != "__init__" and path.as_posix() not in twins))


FUNCTION: Final = Subject(
    package="lambda/workteam_provider",
    modules=(
        "workteam/create",
        "workteam/recover",
        "workteam/converge",
        "workteam/update",
        "workteam/delete",
        "workteam/ownership",
        "workteam/claim",
        "workteam/changes",
        "workteam/physical_id",
        "protocol/answer",
        "protocol/delivery",
        "protocol/retry",
        "protocol/attempt",
        "protocol/physical_id",
    ),
    tests=("tests/unit/function/workteam", "tests/unit/function/protocol"),
    copied=("tests/unit/function", "tests/support", "local", "bench"),
    page="docs/mutants.md",
    introduction="The modules of the function that decide, prove ownership and answer",
    least_killed=0.98,
    reasons=survivors.FUNCTION,
)
LIBRARY: Final = Subject(
    package=_LIBRARY,
    modules=_modules(_LIBRARY, _TWINS),
    tests=("tests/synth",),
    page="docs/mutants-library.md",
    introduction="The construct library",
    # each survivor needs a reason; in a sample, chance decides how many are equivalent
    least_killed=0.9,
    reasons=survivors.LIBRARY,
    # the CDK's kernel is a process that forks can't share
    forks=False,
    sample=150,
)
SUBJECTS: Final = {"function": FUNCTION, "library": LIBRARY}
