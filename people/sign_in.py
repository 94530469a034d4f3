"""Coming in and going out: who may sign in, what a browser is told, and the mails that let people set a password.

Nobody signs up by themselves; an administrator adds people. Demo people exist only while DEBUG is on.
"""

from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import LoginView, LogoutView, PasswordResetView
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import Field, Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from foundation.database.prepared import Prepared
from foundation.failures import without_its_words
from people.drafts import take_back
from people.models import User

log = structlog.get_logger(__name__)

PERSON = Prepared(lambda number: User.objects.filter(pk=number))

DEMO_SIGN_INS: list[tuple[LazyText, str]] = [
    (_("Manager"), "manager@demo.test"),
    (_("Team member"), "member@demo.test"),
    (_("Lead"), "lead@demo.test"),
    (_("Administrator"), "admin@demo.test"),
]


class MailNotSent(Exception):
    """The mail server did not take a mail that somebody waits for."""


def is_refused(person: User) -> bool:
    """Whether this person may not be here at all: demo people have a password that everybody knows."""
    return person.is_demo and not settings.DEBUG


class Backend(AuthenticationBackend):
    """Lets people in by e-mail and password, and keeps demo people out even with a session from before."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        person = super().authenticate(request, **credentials)
        return None if person is None or is_refused(person) else person

    def get_user(self, user_id: int) -> User | None:
        person = next(iter(PERSON(user_id)), None)
        return person if person and self.user_can_authenticate(person) and not is_refused(person) else None


class Adapter(DefaultAccountAdapter):
    """What this product does differently from allauth's defaults."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        # Stricter than allauth, which also leads to the other hosts of this product and stumbles over “//[”.
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:settings")

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        # The address lies on the person; allauth would look for it in a table of its own that we do not fill.
        person = self.authenticate(self.request, email=user.get_username(), password=password)
        return person is not None and person.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
        try:
            super().send_mail(template_prefix, email, {"days": days, **context})
        except (OSError, SMTPException) as error:
            log.error("A mail about signing in could not be sent", **without_its_words(error))
            raise MailNotSent from error


def send_invitation(request: HttpRequest, person: User) -> None:
    """Mail a new person the link by which they set their first password."""
    adapter = Adapter(request)
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    link = adapter.get_reset_password_from_key_url(f"{user_pk_to_url_str(person)}-{token}")
    context = {"user": person, "password_reset_url": link, "is_new": True, "request": request}
    adapter.send_password_reset_mail(person, person.email, context)


class WithoutPlaceholders:
    """Forms whose labels are enough: what is written inside a field goes away while one types."""

    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(WithoutPlaceholders, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device")


class ForgottenPasswordForm(WithoutPlaceholders, ResetPasswordForm):
    pass


class NewPasswordForm(WithoutPlaceholders, ResetPasswordKeyForm):
    def save(self) -> None:
        super().save()
        self.user.sign_in_links.all().delete()


class ChangedPasswordForm(WithoutPlaceholders, ChangePasswordForm):
    def save(self) -> None:
        super().save()
        self.user.sign_in_links.all().delete()


class SignInView(LoginView):
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "demo_sign_ins": demo_sign_ins()}


def demo_sign_ins() -> list[tuple[LazyText, str]]:
    """Return the roles that one press signs in as: those of the demo people who exist while DEBUG is on."""
    if not settings.DEBUG:
        return []
    wanted = [email for _role, email in DEMO_SIGN_INS]
    there = set(User.objects.active().filter(is_demo=True, email__in=wanted).values_list("email", flat=True))
    return [(role, email) for role, email in DEMO_SIGN_INS if email in there]


class SignOutView(LogoutView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session. The page's script erases what this account had not saved; others' unsaved texts stay."""
        response: HttpResponse = super().post(*args, **kwargs)
        take_back(response)
        return response


class ForgottenPasswordView(PasswordResetView):
    form_class = ForgottenPasswordForm

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except MailNotSent:
            form.add_error(None, _("The mail could not be sent just now. Please try again in a few minutes."))
            return self.form_invalid(form)
