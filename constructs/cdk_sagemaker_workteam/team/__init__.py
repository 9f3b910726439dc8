"""The work team."""
