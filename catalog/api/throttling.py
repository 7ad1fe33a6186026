"""How often one network address may ask."""

from rest_framework.throttling import AnonRateThrottle

from .limits import REQUESTS_A_MINUTE


class PerAddress(AnonRateThrottle):
    """Counted in the cache: over all processes with Redis, in each process without."""

    scope = "api"
    rate = f"{REQUESTS_A_MINUTE}/min"
