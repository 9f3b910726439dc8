"""The peer: the same resource as one writes it by hand from crhelper's quick start."""
