"""A door for the clock: one list of jobs, each calls one flow, decides nothing."""
