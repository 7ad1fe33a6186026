"""Partner front ends that book for citizens."""

from datetime import datetime

from .models import ApiClient


def revoke(*, client: ApiClient, now: datetime) -> ApiClient:
    """Its token opens nothing any more; the second time nothing happens."""
    ApiClient.objects.active().filter(pk=client.pk).update(revoked_at=now)
    client.refresh_from_db()
    return client
