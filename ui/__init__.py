"""What people look at: the till's screens and the client of the local API behind them."""
