"""The watch: on each tick of a schedule, find how a resource differs from the deployed template."""
