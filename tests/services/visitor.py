"""Somebody with a browser that knows forms and cookies but no script: enough to use every page over real HTTP."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from tests.services.processes import PATIENCE
from tests.services.web import Web

HIDDEN = re.compile(r"<input(?=[^>]*type=\"hidden\")[^>]*>")
ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    status: int
    address: str
    body: str
    headers: Mapping[str, str]

    @property
    def hidden_fields(self) -> dict[str, str]:
        """What a form sends along unseen: the check against forged requests, form keys, versions."""
        fields = {}
        for tag in HIDDEN.findall(self.body):
            found = dict(ATTRIBUTE.findall(tag))
            if "name" in found:
                fields[found["name"]] = unescape(found.get("value", ""))
        return fields


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


class Visitor:
    def __init__(self, site: Web, *, seconds: float = PATIENCE) -> None:
        self.site, self.seconds = site, seconds
        self.cookies = http.cookiejar.CookieJar()
        handlers = [urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)]
        self._following = urllib.request.build_opener(*handlers)
        self._stopping = urllib.request.build_opener(*handlers, _NoRedirect())

    def get(self, path: str, *, follow: bool = True) -> Answer:
        return self._open(urllib.request.Request(self._address(path)), follow=follow)

    def post(self, path: str, fields: Mapping[str, Any] | Sequence[tuple[str, Any]], *, follow: bool = False) -> Answer:
        """Sends a form as the page at `path` would, with the cookie's token if the form has none."""
        sent = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        if not any(name == "csrfmiddlewaretoken" for name, _ in sent):
            sent.append(("csrfmiddlewaretoken", self._token))
        request = urllib.request.Request(
            self._address(path),
            data=urllib.parse.urlencode(sent, doseq=True).encode(),
            headers={"Origin": self.site.address, "Referer": self._address(path)},
        )
        return self._open(request, follow=follow)

    def sign_in(self, email: str, password: str) -> None:
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", {"login": email, "password": password})
        assert answer.status == 302, f"could not sign in: {answer.status}"

    @property
    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.site.url(path)

    def _open(self, request: urllib.request.Request, *, follow: bool) -> Answer:
        opener = self._following if follow else self._stopping
        try:
            response = opener.open(request, timeout=self.seconds)
        except urllib.error.HTTPError as error:  # an answer like any other
            response = error
        with response:
            return Answer(
                response.status, response.url, response.read().decode("utf-8", "replace"), dict(response.headers)
            )
