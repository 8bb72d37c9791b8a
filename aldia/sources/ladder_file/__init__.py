"""Reads and writes ladders as YAML files, and holds the three that Aldía brings."""
