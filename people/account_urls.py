"""The doors: signing in and out, and passwords. The names are those that allauth looks up.

Only what the product offers is here; allauth's pages for several addresses, codes and sign-up by oneself are not.
"""

from allauth.account import views
from django.urls import path, re_path

from people.link_views import link
from people.sign_in import ChangedPasswordForm, ForgottenPasswordView, NewPasswordForm, SignInView, SignOutView

urlpatterns = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", SignOutView.as_view(), name="account_logout"),
    path("link/<slug:token>/", link, name="account_link"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path(
        "password/change/",
        views.PasswordChangeView.as_view(form_class=ChangedPasswordForm),
        name="account_change_password",
    ),
    path("password/reset/", ForgottenPasswordView.as_view(), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    # A pattern, since both parts may hold hyphens and only the first one parts them.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.PasswordResetFromKeyView.as_view(form_class=NewPasswordForm),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
