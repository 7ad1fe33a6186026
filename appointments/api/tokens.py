"""Who calls: partner front ends show their token as `Authorization: Bearer …` (RFC 6750)."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from appointments import api_clients
from appointments.models import ApiClient
from catalog.api.problems import Problem

from .throttling import WrongTokens

BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,200}=*)", re.IGNORECASE)
CHALLENGE = 'Bearer realm="yimen"'


class TokenProblem(Problem):
    """The token is not enough; the header says why in the words of RFC 6750."""

    status_code = status.HTTP_401_UNAUTHORIZED
    error = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": CHALLENGE + (f', error="{self.error}"' if self.error else "")}


class TokenMissing(TokenProblem):
    default_code = "not-authenticated"
    default_detail = _("Send your token in the header “Authorization: Bearer …”.")


class TokenInvalid(TokenProblem):
    default_code = "invalid-token"
    default_detail = _("This token is mistyped, or was revoked. Ask the operator of the portal for a new one.")
    error = "invalid_token"


class ScopeMissing(TokenProblem):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "scope-missing"
    error = "insufficient_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(_("This needs a token with the scope “%(scope)s”.") % {"scope": scope})


class BearerToken(BaseAuthentication):
    """A request with a token has its partner as `auth`; one without has none.

    Raises TokenInvalid, or Throttled where many wrong ones came from the same address.
    """

    def authenticate(self, request: Request) -> tuple[None, ApiClient] | None:
        """Nobody is signed in; the partner is who asks."""
        sent = request.META.get("HTTP_AUTHORIZATION", "")
        if not sent:
            return None
        found = BEARER.fullmatch(sent.strip())
        client = api_clients.of_token(found[1]) if found else None
        if client is None:
            wrong = WrongTokens()
            raise TokenInvalid if wrong.allow_request(request, None) else exceptions.Throttled(wrong.wait())
        return None, client


class MayWriteBookings(BasePermission):
    """Partners with that scope. Raises TokenMissing, ScopeMissing."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whoever is let in."""
        if request.auth is None:
            raise TokenMissing
        if ApiClient.BOOKINGS_WRITE not in request.auth.scopes:
            raise ScopeMissing(ApiClient.BOOKINGS_WRITE)
        return True


class BearerScheme(OpenApiAuthenticationExtension):
    """The token in the OpenAPI document. Where none is needed, one is still taken."""

    target_class = BearerToken
    name = "bearer"

    def get_security_requirement(self, auto_schema: Any) -> Any:
        """The token, or nothing where everybody is let in."""
        needed = MayWriteBookings in auto_schema.view.permission_classes
        return {self.name: []} if needed else [{self.name: []}, {}]

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": _("The token of a partner front end.")}
