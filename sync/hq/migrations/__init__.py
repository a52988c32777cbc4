"""The schema of headquarters' file, a step per release."""
