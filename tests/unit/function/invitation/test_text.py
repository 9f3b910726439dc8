"""What an invitation says, and that Cognito takes it."""

from __future__ import annotations

from typing import Any

import pytest

from workteam_provider.invitation.text import LONGEST_MAIL, LONGEST_SMS, LONGEST_SUBJECT, render

URL = "https://abcdefghij.labeling.ap-northeast-1.sagemaker.aws"
NAMED = {"organization": "Acme", "portal_url": URL, "contact": "help@acme.example"}


def test_p75_it_names_the_portal_the_account_and_who_asks() -> None:
    subject, mail, sms = render(**NAMED)

    assert subject == "Acme: your account for labeling work"
    assert f'<a href="{URL}">{URL}</a>' in mail
    for part in ("Acme has invited you", "<b>{username}</b>", "<b>{####}</b>", "Ask help@acme.example."):
        assert part in mail
    assert sms == f"Acme: sign in at {URL} as {{username}}, temporary password {{####}}"


def test_p75_without_a_portal_it_speaks_of_none() -> None:
    subject, mail, sms = render(organization="Acme")

    assert "Sign in at" not in mail
    assert "Questions" not in mail
    assert "https" not in mail + sms
    assert "{username}" in mail
    assert "{####}" in sms
    assert subject


def test_placeholders_of_the_event_are_used() -> None:
    _, mail, sms = render(**NAMED, username="{user}", code="{#}")

    assert "{user}" in mail
    assert "{#}" in mail
    assert "{username}" not in mail
    assert "{user}" in sms


def test_a_template_is_filled_in_at_once_and_the_rest_of_it_stays() -> None:
    template = "<style>p {color: red}</style>{organization} {portal_url} {username} {####} {contact} {other}"

    subject, mail, _ = render(
        organization="A & {contact}",
        contact="<c>",
        portal_url=URL,
        subject="Hi {organization}\r\n  all",
        template=template,
    )

    assert mail == f"<style>p {{color: red}}</style>A &amp; {{contact}} {URL} {{username}} {{####}} &lt;c&gt; {{other}}"
    assert subject == "Hi A & {contact} all"


@pytest.mark.parametrize(
    "template", ["no placeholders", "{username}", "{####}", "{username}{####}" + "x" * LONGEST_MAIL]
)
def test_p75_a_template_that_cognito_would_refuse_gives_way(template: str) -> None:
    assert render(**NAMED, template=template) == render(**NAMED)


def test_a_template_says_something_where_the_portal_is_not_known() -> None:
    _, mail, _ = render(organization="Acme", template="{portal_url}: {username} {####}")

    assert mail == "the address that you will be given: {username} {####}"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"organization": "A" * 500},
        {"portal_url": "https://" + "x" * 200},
        {"subject": "s" * 500},
        {"organization": "Ümläut & Söhne <x>"},
        {"organization": "\n" * 50},
        {"username": "{user-name-that-is-quite-long}", "organization": "A" * 60},
    ],
)
def test_p75_every_text_is_within_cognitos_limits(changes: dict[str, Any]) -> None:
    given = {**NAMED, **changes}
    subject, mail, sms = render(**given)

    assert len(subject) <= LONGEST_SUBJECT
    assert subject.isprintable()
    assert len(mail) <= LONGEST_MAIL
    assert 0 < len(sms) <= LONGEST_SMS
    username = given.get("username", "{username}")
    assert username in mail
    assert username in sms
    assert "{####}" in mail
    assert "{####}" in sms


def test_an_organization_writes_no_html() -> None:
    assert "<x>" not in render(organization="<x>").mail
