"""The store's side of the wire: the journal is pushed as it is, and never in the way of a sale."""
