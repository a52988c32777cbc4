"""The local API's types and words: what a till imports, and no server framework with it."""
