"""The shop's configuration: defaults, what a store's file may change, keymaps and receipt templates."""
