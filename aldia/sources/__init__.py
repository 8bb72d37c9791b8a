"""Brings in. One folder per format: a file becomes plain lines and problems; stores nothing."""
