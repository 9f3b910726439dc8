"""Invitation emails: a CustomMessage trigger of the user pool that names the portal."""
