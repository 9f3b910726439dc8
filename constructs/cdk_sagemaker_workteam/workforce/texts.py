"""The texts of an invitation, for a trigger of one's own."""

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
    """Return what a CustomMessage trigger puts into its ``response``, as `PrivateWorkforce.invite_by_mail` does.

    Parameters
    ----------
    organization
        Who invites.
    portal_url
        Where to sign in. Empty for none: the default text then doesn't speak of it.
    contact, subject, template
        As those of `PrivateWorkforce.invite_by_mail`.
    username, code
        ``usernameParameter`` and ``codeParameter`` of the event's ``request``.

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
