"""The words that spoil a friendly letter: one file per language, read by `core/tone.py`."""
