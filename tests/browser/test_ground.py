"""The watching itself: what a page must not do is noticed when it does it."""

from __future__ import annotations

import re

import pytest

from tests.browser.accessibility import no_violations
from tests.browser.watching import Watch
from tests.browser.writing import wait_until


@pytest.fixture
def watched(browser, site):
    """A page of ours, and a watch whose complaints are the point of the test."""
    context = browser.new_context()
    watch = Watch(site.url(""))
    watch.follow(context)
    page = context.new_page()
    page.goto(site.url("/accounts/login/"))
    assert watch.complaints == []
    yield page, watch
    context.close()


def complains(page, watch, pattern: str) -> None:
    wait_until(page, lambda: re.search(pattern, "\n".join(watch.complaints)) is not None)


def test_an_error_in_the_console_is_noticed(watched):
    page, watch = watched
    page.evaluate("console.error('out of paper')")
    complains(page, watch, "console: out of paper")


def test_a_script_that_fails_is_noticed(watched):
    page, watch = watched
    page.evaluate("setTimeout(() => { throw new Error('out of ink') })")
    complains(page, watch, "script failed: out of ink")


def test_code_inside_the_page_is_blocked_and_noticed(watched):
    page, watch = watched
    page.evaluate(
        """() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'taken over'";
        document.body.append(script);
        }"""
    )
    complains(page, watch, "content policy: script-src-elem blocked inline")
    assert page.title() != "taken over"


def test_a_request_to_another_host_is_noticed(watched):
    page, watch = watched
    page.evaluate("fetch('https://tracker.example/pixel').catch(() => {})")
    complains(page, watch, r"asked another host: https://tracker\\.example/pixel|content policy: connect-src")


def test_what_somebody_could_stumble_over_is_found(watched):
    page, _watch = watched
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\"><button></button>')")
    with pytest.raises(AssertionError, match=r"button-name: .*\n.*<button>"):
        no_violations(page)


def test_words_too_pale_to_be_read_are_found(watched):
    """Of two that look alike but for their colour, the pale one."""
    page, _watch = watched
    page.evaluate(
        """() => {
        for (const [id, colour] of [["dark", "rgb(20, 20, 20)"], ["pale", "rgb(200, 200, 200)"]]) {
            document.querySelector("main").insertAdjacentHTML("afterbegin", `<p id="${id}">Dear all, late again.</p>`);
            Object.assign(document.getElementById(id).style, { color: colour, background: "rgb(255, 255, 255)" });
        }
        }"""
    )
    with pytest.raises(AssertionError, match=r"color-contrast: .*\n.*#pale") as found:
        no_violations(page)
    assert "#dark" not in str(found.value)
