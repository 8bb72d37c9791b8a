"""A door for the command line: translates, calls one flow or report, decides nothing."""
