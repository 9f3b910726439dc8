"""Private workforces: workers, their invitations and their sign-in."""
