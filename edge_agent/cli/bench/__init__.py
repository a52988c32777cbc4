"""`edge-agent bench`: this PC's figures, each beside its own limit of the same run."""
