"""What happens: each scenario asks every side in turn, and says what it found as a table."""
