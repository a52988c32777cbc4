"""The board's voice: a chime made by code, and words joined from recordings or from espeak-ng's syllables."""
