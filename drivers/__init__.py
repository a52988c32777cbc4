"""The devices of the counter: links, codecs, the devices themselves, and their simulated twins."""
