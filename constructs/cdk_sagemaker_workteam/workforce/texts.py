"""The texts of an invitation, for your own CustomMessage trigger."""

from __future__ import annotations

from ._invitation_text import render


def render_invitation(
    *,
    organization: str,
    portal_url: str,
    contact: str | None = None,
    subject: str | None = None,
    template: str | None = None,
    username: str = "{username}",
    code: str = "{####}",
) -> dict[str, str]:
    """Return the ``response`` of a CustomMessage trigger, with the texts that `PrivateWorkforce.invite_by_mail` sends.

    Parameters
    ----------
    organization
        The name of the organization that invites.
    portal_url
        The URL to sign in at. If it is empty, the default text leaves it out.
    contact, subject, template
        As those of `PrivateWorkforce.invite_by_mail`. A template that lacks ``{username}`` or ``{####}``, or is too
        long, is replaced by the default.
    username, code
        ``usernameParameter`` and ``codeParameter`` of the event's ``request``. Default: Cognito's placeholders,
        ``{username}`` and ``{####}``.

    Returns
    -------
    dict
        ``emailSubject`` (at most 140 characters), ``emailMessage`` (at most 20,000) and ``smsMessage`` (at most 140).
    """
    invitation = render(
        organization=organization,
        portal_url=portal_url,
        contact=contact or "",
        subject=subject or "",
        template=template or "",
        username=username,
        code=code,
    )
    return {"emailSubject": invitation.subject, "emailMessage": invitation.mail, "smsMessage": invitation.sms}
