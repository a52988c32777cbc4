"""The reference headquarters: keeps every store's journal, byte for byte, and says how far it holds it."""
