"""Named SQL and the rows that it answers, a pair of files per table."""
