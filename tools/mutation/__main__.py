"""Mutates modules, runs the tests of each mutant, and writes what came of it.

`make mutants` takes an hour or two. `python -m tools.mutation workteam/claim` prints the page for one module instead,
`--subject library --sample 20` that of a smaller sample.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.mutation import in_forks, one_by_one
from tools.mutation.page import page
from tools.mutation.subjects import ROOT, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Write the page, or print it for a part; 1 where too many mutants survive or one has no reason."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("modules", nargs="*", help="as workteam/claim; all where none is named")
    parser.add_argument("--subject", choices=SUBJECTS, default="function")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument(
        "--children", type=int, metavar="N", help="how many mutants at once; as many as there are cores"
    )
    given = parser.parse_args(arguments)
    subject = SUBJECTS[given.subject]
    sample = given.sample or (None if given.modules else subject.sample)
    run = in_forks.run if subject.forks else one_by_one.run
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        found = run(
            subject,
            given.modules or subject.modules,
            Path(folder),
            children=given.children or os.cpu_count() or 2,
            sample=sample,
            seed=given.seed,
        )
    written = page(subject, found, sample, given.seed)
    if given.modules or given.sample:
        sys.stdout.write(written)
    else:
        (ROOT / subject.page).write_text(written)
    survived = [mutant for mutant in found if not mutant.killed]
    unexplained = [mutant for mutant in survived if subject.reason(mutant) is None]
    for mutant in unexplained:
        sys.stderr.write(f"{mutant.module}.py, {mutant.where}\n- {mutant.removed}\n+ {mutant.added}\n")
    return int(bool(unexplained) or len(survived) > (1 - subject.least_killed) * len(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
