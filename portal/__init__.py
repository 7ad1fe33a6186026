"""The front door and the wiring: knows every app; no app imports it."""
