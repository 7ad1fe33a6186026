"""WHO: the user, from the first migration."""
