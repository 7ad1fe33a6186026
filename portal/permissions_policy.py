"""The Permissions-Policy header: which powers of the device a page may ask for."""

from django.conf import settings


def permissions_policy(get_response):
    """Every answer carries the policy of the settings."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response

    return middleware
