"""Speaks and listens. One folder per channel; each says a message once and reports how it went."""
