"""A door for programs: translates, calls one flow or report, decides nothing."""
