"""The store agent: sells, prints and keeps the journal on the counter; headquarters hears when it can."""

RELEASE = "0.1.0"
