"""How things go out: HTTP, pages and the command line."""
