"""A door for people with a browser: translates, calls one flow or report, decides nothing."""
