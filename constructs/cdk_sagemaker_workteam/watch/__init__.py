"""The watch: a schedule by which the function looks for changes that were made by hand."""
