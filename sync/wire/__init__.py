"""The wire between a store and headquarters: the journal up, the feed down."""
