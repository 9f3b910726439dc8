"""A private workforce: where workers come from, and the door by which they get in."""
