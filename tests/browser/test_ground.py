"""The watching itself: what a page must not do is noticed when it does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error

from tests.browser.accessibility import no_violations
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.writing import crash, wait_until


@pytest.fixture
def watched(windows, site):
    """A page of ours, and a watch whose complaints are the point of the test."""
    window = windows.lend(on=DESKTOP)
    window.page.goto("/accounts/login/")
    assert window.watch.complaints == []
    yield window.page, window.watch
    windows.take_back(window)


def complains(page, watch, pattern: str) -> None:
    wait_until(page, lambda: re.search(pattern, "\n".join(watch.complaints)) is not None)


def test_what_never_answers_fails_soon_and_the_next_test_has_a_chromium_again(running_chromium, windows):
    window = windows.lend(on=DESKTOP)
    with running_chromium.ended_after(1) as said, pytest.raises(Error, match="has been closed"):
        window.page.evaluate("new Promise(() => {})")
    assert len(said) == 1
    windows.take_back(window)
    again = windows.lend(on=DESKTOP)
    again.page.goto("/accounts/login/")
    windows.take_back(again)


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


# A window that another test had


@pytest.fixture
def window(windows, cookies):
    """One that a person used before it is given back."""
    lent = windows.lend(known=cookies["member"], on=PHONE, scheme="dark", allowing=("paper",))
    lent.page.goto("/letters/")
    return lent


def test_a_window_used_again_has_nothing_of_whoever_had_it(windows, window):
    window.page.evaluate("localStorage.left = sessionStorage.left = 'behind'")
    window.page.route("**/login/**", lambda route: route.abort())
    assert windows.take_back(window) == []
    again = windows.lend(on=DESKTOP)
    assert again.page is window.page
    again.page.goto("/accounts/login/")
    assert again.page.evaluate("[localStorage.left, sessionStorage.left]") == [None, None]
    assert "sessionid" not in {cookie["name"] for cookie in again.context.cookies()}
    assert again.page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [1280, False]
    windows.take_back(again)


def test_a_window_used_again_complains_of_its_own_pages_alone(windows, window):
    window.page.evaluate("console.error('out of paper'); console.error('out of ink')")
    assert [line.partition(" (")[0] for line in windows.take_back(window)] == ["console: out of ink"]
    again = windows.lend(on=DESKTOP)
    again.page.goto("/accounts/login/")
    again.page.evaluate("console.error('out of paper')")
    assert [line.partition(" (")[0] for line in windows.take_back(again)] == ["console: out of paper"]


@pytest.mark.parametrize(
    "change",
    [
        lambda window: crash(window.page),
        lambda window: window.page.close(),
        lambda window: window.context.new_page(),
        lambda window: window.page.add_init_script("window.left = 'behind'"),
        lambda window: window.context.add_init_script("window.left = 'behind'"),
    ],
    ids=["a crash", "a closed page", "a page beside", "a script of the page", "a script of all pages"],
)
def test_a_window_that_cannot_be_as_it_was_ends_with_its_test(windows, window, change):
    change(window)
    windows.take_back(window)
    again = windows.lend(on=DESKTOP)
    assert again.context is not window.context
    windows.take_back(again)
