"""The cashier's terminal: pure values and decisions, and a thin Textual shell around them."""

import os

os.environ["TEXTUAL_FPS"] = "1000"
"""Textual reads this once, when it is imported: at its own 60 frames a key takes 11 ms to the screen."""
