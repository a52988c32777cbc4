"""The picture of a till: pure functions from a view to rows of exactly its width, as many as its height."""
