"""Tells. Only reads: ageing, forecasts, what worked."""
