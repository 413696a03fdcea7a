"""The base as others harvest it: one package for each protocol."""
