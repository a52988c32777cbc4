"""What happens at the counter, one file per activity: synchronous functions over a transaction."""
