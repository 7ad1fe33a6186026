"""What templates of earlier apps may ask of booking."""
