"""Makes up a realistic company for trying Aldía out: the same seed and day, the same company."""
