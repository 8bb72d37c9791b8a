"""Decides. Pure columns and values: no Django, no files, no network, no clock, no randomness."""
