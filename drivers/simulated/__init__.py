"""Simulated twins: the other end of the same links, speaking the same bytes, with faults to switch on."""
