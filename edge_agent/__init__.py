"""The store agent: sells, prints and keeps the journal on the counter, and syncs with headquarters when it can."""

RELEASE = "0.1.0"
