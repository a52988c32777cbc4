"""Named SQL of headquarters."""
