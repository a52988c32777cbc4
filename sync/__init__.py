"""Store and headquarters: the wire between them, the store's side of it, and the reference headquarters."""
