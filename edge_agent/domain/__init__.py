"""The shop's business in pure Python: values in, values or events out; no I/O, clock, chance or logging."""
