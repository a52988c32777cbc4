"""Payment providers: a client each, behind the port `edge_agent.ports.payments`."""
