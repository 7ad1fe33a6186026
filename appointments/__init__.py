"""WHEN a citizen comes, and whose turn it is."""
