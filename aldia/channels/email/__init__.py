"""Speaks by e-mail: writes the message, and hands it to a mail server or puts it in a folder."""
