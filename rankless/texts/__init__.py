"""Agree: the texts that people write together, and how all come to stand behind them."""
