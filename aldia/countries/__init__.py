"""Knows the law. One folder per country: contact rules, holidays, tax ids, with their sources."""
