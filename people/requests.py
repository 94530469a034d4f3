"""The request that a view behind the sign-in is given: somebody made it."""

from django.http import HttpRequest

from people.models import User


class PersonRequest(HttpRequest):
    """No other gets past `SignedInMiddleware`, so views say who asks without proving it again."""

    user: User
