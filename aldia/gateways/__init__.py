"""Takes payments. One folder per provider; none decides what is owed."""
