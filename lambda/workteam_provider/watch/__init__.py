"""The watch: on a schedule's tick, what of a resource was changed by hand since the template was deployed."""
