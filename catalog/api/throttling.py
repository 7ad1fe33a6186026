"""How often one address may ask. Generous: many people share one address behind an office network."""

from rest_framework.throttling import AnonRateThrottle


class PerAddress(AnonRateThrottle):
    """Three hundred requests a minute from one network address, counted in the shared cache."""

    scope = "api"
    rate = "300/min"
