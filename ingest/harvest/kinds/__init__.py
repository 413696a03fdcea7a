"""The kinds of sources: each reads its own part of a declaration, and knows how to ask for its pages."""
