"""Question → understanding → candidates → hits → answer."""
