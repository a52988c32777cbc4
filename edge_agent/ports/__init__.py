"""What the agent asks of the world, as Protocols: the clock, devices, payment providers, headquarters."""
