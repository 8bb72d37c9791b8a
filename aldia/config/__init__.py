"""Wires the house: settings, addresses, schedule. The only room that knows all the others."""
