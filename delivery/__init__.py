"""WHAT FOLLOWS, and telling people."""
