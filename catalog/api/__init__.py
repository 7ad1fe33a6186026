"""The public reading interface: what the pages show about items and halls, as JSON."""
