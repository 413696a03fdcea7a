"""Harvesting: other servers' records and documents, fetched politely, kept whole, taken in like any file.

A source is declared in YAML (``sources.py``). A run (``run.py``) walks its pages (``walk.py``) through a careful
client (``client.py``), stores each page's rows in one transaction, and gives the source's present state to the
pipeline as one file (``compose.py``): mapping, validation and commit are those of every file.
"""
