"""What the pages look like. They have no scripts, nothing from elsewhere, and nothing that isn't escaped."""

from __future__ import annotations

import base64
import hashlib
import time
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from werkzeug.wrappers import Response

from local.addresses import local_address, portals_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local.portal.mails import Mail
    from local.portal.sign_in import Worker
    from local.sagemaker.jobs import Job
    from local.sagemaker.state import Workforce, Workteam

_CSS: Final = Path(__file__).with_name("pages.css").read_text(encoding="utf-8")
_OWN_STYLE: Final = f"'sha256-{base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()}'"
_TASKS: Final = 10


def home(workforce: Workforce, worker: Worker, teams: Sequence[tuple[Workteam, Sequence[Job]]]) -> Response:
    """Return a worker's own page: the teams with their jobs."""
    shown = "".join(_team(team, jobs) for team, jobs in teams) or _NO_TEAM
    groups = ", ".join(worker.groups) or "none"
    return _page(
        "Labeling portal",
        f"""<h1>Hello, {escape(worker.email)}</h1>
<p class="lead">Your work in the workforce <b>{escape(workforce.name)}</b>.</p>
{shown}
<footer>Your groups: {escape(groups)}</footer>""",
        bar='<a class="button" href="/logout">Sign out</a>',
    )


def signed_out() -> Response:
    """Return the page at the end of a sign-out."""
    return _page("Signed out", '<h1>You are signed out</h1><p><a class="button strong" href="/">Sign in again</a></p>')


def choice(addresses: Mapping[str, str]) -> Response:
    """Return a page that leads to portals, whose addresses are by the workforces' ARNs."""
    if not addresses:
        return trouble(
            "No portal yet",
            "There is no private workforce, so there is no labeling portal.",
            "Deploy one, and load this page again.",
            status=404,
        )
    rows = "".join(
        f'<li><a href="{escape(address)}/">{escape(address)}</a><br><small>{escape(arn)}</small></li>'
        for arn, address in addresses.items()
    )
    return _page("Labeling portals", f'<h1>Labeling portals</h1><ul class="card plain">{rows}</ul>')


def trouble(title: str, what: str, hint: str = "", *, status: int) -> Response:
    """Return a page that says what is wrong."""
    text = f"<h1>{escape(title)}</h1><p>{escape(what)}</p><p><small>{escape(hint)}</small></p>"
    return _page(title, text, status=status)


def mails(sent: Sequence[Mail], port: int) -> Response:
    """Return a page with all mails, the latest first; links lead to the local portals, which need SageMaker's port."""
    shown = "".join(_mail(mail, port) for mail in reversed(sent)) or '<p class="card">No mail was sent yet.</p>'
    return _page(
        "Mails", f'<h1>Mails</h1><p class="lead">Nothing left this machine.</p>{shown}', style="'unsafe-inline'"
    )


_NO_TEAM: Final = """<section class="card"><h2>You aren't on a team yet</h2>
<p>A team shows up here once one of your groups is on it.</p></section>"""


def _team(team: Workteam, jobs: Sequence[Job]) -> str:
    rows = "".join(_job(job) for job in jobs) or "<p>No labeling jobs yet.</p>"
    return f"""<section class="card"><h2>{escape(team.name)}</h2>
<p>{escape(team.settings["Description"])}</p>{rows}</section>"""


def _job(job: Job) -> str:
    pending = job.pending if job.running else 0
    done = _TASKS - pending
    state = f"{pending} tasks to do" if pending else "finished"
    return f"""<div class="job"><b>{escape(job.name)}</b><span>{done} of {_TASKS} labeled, {state}</span>
<progress max="{_TASKS}" value="{done}"></progress></div>"""


def _mail(mail: Mail, port: int) -> str:
    when = time.strftime("%H:%M:%S", time.localtime(mail.sent))
    body = (
        f'<iframe sandbox title="The mail" srcdoc="{escape(mail.html)}"></iframe>'
        if mail.html
        else f"<pre>{escape(mail.text)}</pre>"
    )
    ways = "".join(
        f'<p class="way"><a class="button strong" href="{escape(local_address(portal, port))}/">Open the portal</a> '
        f"<small>{escape(portal)}, as a browser on this machine finds it</small></p>"
        for portal in portals_in(mail.body)
    )
    people = f"from {escape(mail.sender)} to {escape(', '.join(mail.recipients))}"
    return f"""<section class="card mail"><h2>{escape(mail.subject)}</h2>
<p><small>{when}, {people}</small></p>{body}{ways}</section>"""


def _page(title: str, content: str, *, bar: str = "", status: int = 200, style: str = _OWN_STYLE) -> Response:
    text = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_CSS}</style>
</head>
<body>
<header><span class="mark"></span><b>Ground Truth</b><span class="local">local cloud</span>{bar}</header>
<main>{content}</main>
</body>
</html>
"""
    headers = {
        "Content-Security-Policy": f"default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    return Response(text, status, headers, content_type="text/html; charset=utf-8")
