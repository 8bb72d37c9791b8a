"""Prints. Turns facts into pages a person can keep; changes nothing."""
