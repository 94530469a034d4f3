"""The watching itself: what a page must not do is noticed when it does it."""

from __future__ import annotations

import re

import pytest

from tests.browser.accessibility import no_violations
from tests.browser.watching import Watch


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


def complaints(page, watch) -> str:
    page.wait_for_timeout(200)
    return "\n".join(watch.complaints)


def test_an_error_in_the_console_is_noticed(watched):
    page, watch = watched
    page.evaluate("console.error('out of paper')")
    assert "console: out of paper" in complaints(page, watch)


def test_a_script_that_fails_is_noticed(watched):
    page, watch = watched
    page.evaluate("setTimeout(() => { throw new Error('out of ink') })")
    assert "script failed: out of ink" in complaints(page, watch)


def test_code_inside_the_page_is_blocked_and_noticed(watched):
    page, watch = watched
    page.evaluate(
        """() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'taken over'";
        document.body.append(script);
        }"""
    )
    assert "content policy: script-src-elem blocked inline" in complaints(page, watch)
    assert page.title() != "taken over"


def test_a_request_to_another_host_is_noticed(watched):
    page, watch = watched
    page.evaluate("fetch('https://tracker.example/pixel').catch(() => {})")
    assert re.search(
        r"asked another host: https://tracker\\.example/pixel|content policy: connect-src", complaints(page, watch)
    )


def test_what_somebody_could_stumble_over_is_found(watched):
    page, _watch = watched
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\"><button></button>')")
    with pytest.raises(AssertionError, match=r"button-name: .*\n.*<button>"):
        no_violations(page)
