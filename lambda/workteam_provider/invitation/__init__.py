"""The mail that invites a worker: a trigger of the user pool that names the portal."""
