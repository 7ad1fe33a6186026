"""A project around the package django-appointment, as its documentation begins one. Runs where that is installed."""
