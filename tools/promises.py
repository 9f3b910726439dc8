"""What the library promises, and which tests hold it to that: `python -m tools.promises` writes the table.

A test belongs to a promise when its name carries the number, in two digits: ``test_p08_…``, or ``test_p17_p27_…`` for
two. `-k p08_` finds both. Fails for a promise without a test and for a number without a promise.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROOT: Final = Path(__file__).resolve().parent.parent
TESTS: Final = ROOT / "tests"
PAGE: Final = ROOT / "docs" / "reliability.md"
_START, _END = "<!-- promises -->", "<!-- /promises -->"

PROMISES: Final = {
    "The answer": {
        1: "However the handler ends, one answer is delivered, and only one",
        2: "429, 5xx or a dropped connection while answering: retried with growing pauses, while there is time",
        3: "403: one more try, logged by its status; then the invocation raises, and Lambda delivers the event again",
        4: "A peer that never answers, or drop by drop, is left before the function's time is up",
        5: "A response URL that is not https on the Region's bucket: no byte goes there, no call is made",
        6: "A host named in `RESPONSE_URL_HOSTS` gets its answer, over http too where it is loopback",
        7: "Whatever the properties and the error: at most 4096 bytes of valid JSON with all required keys",
        8: "A long error keeps its start and the request id that finds it in the log",
        9: "Attributes that JSON can't carry: a whole FAILED answer",
        10: "Too little time at the start: no mutating call, FAILED with a valid id",
        11: "Time runs out during a call: one FAILED answer, no mutating call after it, and the invocation ends",
        12: "An event without URL, ids or a known type ends within a second and reaches no earlier event's URL",
        13: "An expired response URL: nothing is changed",
    },
    "The physical id": {
        14: "A Create that succeeds answers the WorkteamArn",
        15: "A failed Create answers `not-created:` only where no try can have made a team, else `in-doubt:`",
        16: "A Create that fails after its team exists answers `in-doubt:`, and its Delete removes the team",
        17: "A FAILED Update and every Delete echo the id they were given",
        18: "An Update that changes neither name nor workforce keeps the id",
        19: "The same Create twice: one team, equal answers",
    },
    "Other people's teams": {
        20: "A team of that name that is not ours: FAILED with the ways out, the team unchanged to the byte",
        21: "Another resource's tags: Create and Update FAIL, Delete succeeds untouched; no owner's tags: Delete FAILS",
        22: "CreateWorkteam took effect but its answer was lost: the retry recognises the team",
        23: "A cancelled Create that did make the team: the Delete with an invented id removes it, a stranger's stays",
        24: "Delete of an absent team, a marker, an arbitrary id: SUCCESS, and nothing is deleted",
        25: "A Delete never succeeds while the team is shown with our tags or unreadable ones, whatever is answered",
        26: "A Delete works with properties that no longer validate",
        27: "A rename makes the new team first; a rollback, answered or not, leaves the old one alone",
        28: "Another workforce under the same explicit name: FAILED before anything is changed",
        29: "A change of letter case: at no moment is there no team",
        30: "Another logical id under a fixed name: FAILED, and the team survives the rollback too",
        31: "`AdoptExisting` takes over a team that no such resource owns, and logs it; a failed one leaves no tags",
        32: "A team deleted by hand is made again by the next update, under the same ARN",
        33: "A half-applied update that is rolled back ends in the old state",
        34: "A removed property is read back for some seconds; if the service keeps it, FAILED says so",
        35: "Only the user's own tags change; others' stay, and ours never go",
    },
    "Riding things out": {
        36: "AccessDenied while a role is new: the Create succeeds; a lasting one fails in a minute, naming the action",
        37: "A throttling storm, and 25 teams at once against 2 calls a second: all succeed",
        38: "Killed at any call or answer, then denied or unable to read tags: no stranger touched, at most one team",
        39: "One API call takes at most 30 seconds, however its answer trickles in",
        40: "A team in use: Delete waits within its deadline, then names the jobs",
    },
    "From one event to the next": {
        41: "On one warm process each answer depends on its own event and the account alone",
        42: "Importing the handler needs no Region, credentials or network, and makes no client but SageMaker's",
    },
    "Logs and secrets": {
        43: "No signature and no property value off the list, in any spelling, in any log line, exception or reason",
        44: "Deleting a team that is free takes under two seconds",
    },
    "The template": {
        45: "cdk-nag, cfn-lint and checkov have nothing but what is a user's choice",
        46: "The role has exactly the rights of the lifecycle, checked by simulation",
        47: "The custom resource depends on role, policies, log group and invoke configuration",
        48: "Time-outs that don't fit together fail at synth",
        49: "Any number of teams in a stack: one function, one role, one log group, under fixed logical ids",
        50: "Literals that the service would refuse fail at synth; tokens pass and the function checks them",
        51: "`Tags.of(...)` and stack tags reach CreateWorkteam",
        52: "Properties, physical ids and tags of every past release work for Update, rollback and Delete",
        53: "The same commit gives the same asset hash, from checkout, sdist and wheel",
    },
    "What can't be trusted": {
        54: "Reads up to 5 seconds behind: no orphan, no false SUCCESS, no claim left, no rollback that does nothing",
        55: "Before each try of a call that changes an existing team, ownership is proved anew",
        56: "Our tags copied onto another team prove nothing there: the claim names the team",
        57: "`--no-rollback`: the clean-up of a failed Create leaves alone the team of a later one, in either order",
        58: "Ownership tags gone: what needs no write succeeds, anything else FAILS with a command that restores them",
        59: "What `AWS::NoValue` leaves behind means not given, at synth, in Create, Update and rollback",
        60: "`HTTPS_PROXY` and `NO_PROXY`, in either spelling, hold for the calls and for the answer",
        61: "In every partition that botocore knows the answer reaches the Region's bucket, dual-stack too",
        62: "A stack in another account or Region than the function: Create is refused before any call",
        63: "Naming the workforce that the team is in already, or no longer naming it, changes nothing",
        64: "What an answer of the service lacks is asked for, never guessed",
    },
    "The library": {
        65: "The asset is what was released, whatever the user's environment",
        66: "A shared function can't be removed before its teams, under every feature flag",
        67: "None is not given; the default child is the resource; a construct, its L1 and its attribute are one",
        68: "A team waits for everything that the function's way out of a VPC needs",
        69: "What is known at synth to fail or to harm when deployed is said at synth",
    },
    "The door": {
        70: "From an empty account, one deployment ends with a worker who can sign in",
        71: "Whatever changes the app client later: after every deployment workers can sign in",
        72: "Destroyed and deployed again in the same account, it works",
        73: "What else is in the app client stays, unknown members too; its secret is never logged nor kept",
        74: "Deletion takes our addresses out, never blocks, and touches nothing that is not ours",
        75: "An invitation names the portal; where that can't be found the mail goes out without it, and is counted",
    },
    "The watch": {
        76: "A change by hand is seen at the next tick: a log line, a number, a message; no change is silence",
        77: "What is wanted is the template's own, as CloudFormation resolved it",
        78: "Healing changes what is proved ours, makes, deletes and adopts nothing, and stays out of deployments",
    },
    "Nobody gets in": {
        79: "The local cloud answers no web page, listens on 127.0.0.1 alone, gets no secret, reaches nothing outside",
        80: "What invoking the function is worth is written down, and a provider can refuse adoption",
        81: "An answer goes to the event's own stack or nowhere; reasons and log lines are short, printable text",
    },
}


def files_by_promise(tests: Path = TESTS) -> dict[int, list[Path]]:
    """Return the files with tests of each promise, one entry a test."""
    found: dict[int, list[Path]] = {}
    for file in sorted(tests.rglob("test_*.py")):
        for numbers in re.findall(r"def test_((?:p\d+_)+)", file.read_text()):
            for number in re.findall(r"\d+", numbers):
                found.setdefault(int(number), []).append(file.relative_to(tests))
    return found


def gaps(tested: Collection[int]) -> list[str]:
    """Name the promises that no test holds, and the numbers that stand for no promise."""
    promised = {number for promises in PROMISES.values() for number in promises}
    return [
        *(f"promise {number} has no test" for number in sorted(promised - set(tested))),
        *(f"tests bear the number {number}, which no promise has" for number in sorted(set(tested) - promised)),
    ]


def table(tests: Mapping[int, list[Path]]) -> str:
    """Return the promises as markdown tables, each with its tests."""
    lines: list[str] = []
    for title, promises in PROMISES.items():
        lines += ["", f"### {title}", "", "| | promise | tests |", "|---|---|---|"]
        for number, text in promises.items():
            files = sorted({file.as_posix() for file in tests.get(number, [])})
            lines.append(f"| {number} | {text} | {', '.join(f'`{name}`' for name in files)} |")
    return "\n".join(lines) + "\n"


def page_with_table(page: str, tests: Mapping[int, list[Path]]) -> str:
    """Return the page with its table made anew."""
    before, _, rest = page.partition(_START)
    _, _, after = rest.partition(_END)
    return f"{before}{_START}\n{table(tests)}\n{_END}{after}"


if __name__ == "__main__":
    found = files_by_promise()
    PAGE.write_text(page_with_table(PAGE.read_text(), found))
    sys.exit("\n".join(gaps(found)) or None)
