"""The page of what came of the mutants."""

from __future__ import annotations

import platform
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.mutation.mutant import Mutant
    from tools.mutation.subjects import Subject


def page(subject: Subject, found: Sequence[Mutant], sample: int | None, seed: int) -> str:
    """Write the page: of every module, or of every room of a sample, and of every mutant that survived."""
    rows = []
    places = [mutant.module if sample is None else _room(mutant.module) for mutant in found]
    for place in dict.fromkeys(places):
        killed = [mutant.killed for mutant, at in zip(found, places, strict=True) if at == place]
        name = f"{place}.py" if sample is None else place
        rows.append(f"| `{name}` | {len(killed)} | {sum(killed)} | {sum(killed) / len(killed):.1%} |")
    survived = [mutant for mutant in found if not mutant.killed]
    listed = [
        f"| `{mutant.module}.py`, `{mutant.where}` | `{_cell(mutant.removed)}` | `{_cell(mutant.added)}` "
        f"| {subject.reason(mutant) or '**none yet**'} |"
        for mutant in survived
    ]
    drawn = "" if sample is None else f" A sample of {len(found)}, drawn with the seed {seed}."
    return "\n".join(
        [
            "# Mutants" if sample is None else "# Mutants, a sample",
            "",
            *textwrap.wrap(
                f"{subject.introduction}, changed in one small place at a time; a mutant is killed where a test in "
                f"{' or '.join(f'`{path}`' for path in subject.tests)} fails.{drawn} `make mutants` writes this page; "
                f"these figures are of Python {platform.python_version()}.",
                width=120,
            ),
            "",
            f"| {'module' if sample is None else 'folder'} | mutants | killed | |",
            "|---|---|---|---|",
            *rows,
            f"| all | {len(found)} | {len(found) - len(survived)} | {1 - len(survived) / len(found):.1%} |",
            "",
            "## Survivors",
            "",
            "| where | instead of | stands | why no test tells |",
            "|---|---|---|---|",
            *listed,
            "",
        ]
    )


def _room(module: str) -> str:
    return module.rpartition("/")[0] or "."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")
