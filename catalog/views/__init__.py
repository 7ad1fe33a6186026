"""The public pages of the catalogue, one module a subject."""
