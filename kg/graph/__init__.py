"""The graph store: the seam and its implementations."""
