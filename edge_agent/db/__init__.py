"""The store's SQLite file: one writer, the journal, its projections, and read-only connections beside it."""
