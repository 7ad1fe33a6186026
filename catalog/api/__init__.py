"""The public interface: what the pages show about items and halls, as JSON, and how refusals are told."""
