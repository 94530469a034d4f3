"""Text that is not sent yet stays in the browser of its writer: through reloads and crashes, and for no other eyes."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import ADDRESSES, PATIENCE, sign_in
from tests.browser.writing import (
    A_NEW_LETTER,
    box,
    come_back_as,
    crash,
    kept,
    nothing_is_kept,
    press,
    sign_out,
    type_into,
    wait_until,
)
from tests.services import chromium

WORDS = "The parcel lay in the porch – über Nacht."
ANY_OF_THE_WORDS = re.compile(r"parcel|porch|Nacht")

# Everything a script can find on the device, and what lies in it base64-encoded.
ON_THE_DEVICE = """() => [localStorage, sessionStorage].flatMap(shelf => Object.entries(shelf).flat())
    .flatMap(text => [text, ...(text.match(/[A-Za-z0-9+/]{16,}/g) || [])
    .map(part => { try { return atob(part) } catch { return "" } })])"""
WITHOUT_SEALING = 'Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });'
WITHOUT_THE_KEY = 'if (location.host) document.cookie = "debrief_draft_key=; path=/; max-age=0";'
WITH_ANOTHER_KEY = f'if (location.host) document.cookie = "debrief_draft_key={"A" * 43}; path=/";'


@pytest.fixture(scope="module")
def path(site) -> str:
    """A debrief that is open; nobody saves anything in it."""
    return f"/letters/{site.ask(A_NEW_LETTER)}/debrief/"


@pytest.fixture
def path_of_its_own(site) -> str:
    return f"/letters/{site.ask(A_NEW_LETTER)}/debrief/"


def words_on_the_device(page: Page) -> list[str]:
    return [text for text in page.evaluate(ON_THE_DEVICE) if ANY_OF_THE_WORDS.search(text)]


def what_lies(page: Page) -> str:
    return page.evaluate("name => localStorage[name]", kept(page)[0])


def looks_untouched(page: Page) -> None:
    """The page as somebody sees it who never typed anything here."""
    page.wait_for_load_state()
    page.evaluate("debrief.openVault()")
    expect(box(page)).to_have_value("")
    expect(page.locator("[data-restored]").locator("visible=true")).to_have_count(0)
    assert not ANY_OF_THE_WORDS.search(page.content())


# What lies there


def test_nothing_that_was_typed_lies_readable_on_the_device(visit, path):
    page = visit(path, as_="member")
    box(page).press_sequentially(WORDS)
    expect(page.locator("#kept-what [data-kept]")).to_be_visible()
    assert len(kept(page)) == 1
    assert words_on_the_device(page) == []
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("caches.keys()") == []


def test_every_change_is_sealed_anew(visit, path):
    """The same key never meets the same starting value twice."""
    page = visit(path, as_="member")
    lying: list[str] = []
    for text in ("One.", "Two.", "One."):
        type_into(page, text)
        wait_until(page, lambda: what_lies(page) not in lying)
        lying.append(what_lies(page))
    assert len({json.loads(text)["sealed"][:16] for text in lying}) == 3


def test_nobody_finds_it_on_the_disk_and_its_writer_reads_it_again(browser, site, path, tmp_path):
    """The browser is closed without signing out, as people do; its folder is searched, and opened again later."""

    def open_browser() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=chromium.find().path,
            args=chromium.ARGUMENTS,
            base_url=site.url(""),
            timeout=PATIENCE,
        )

    context = open_browser()
    page = context.pages[0]
    sign_in(page, "member")
    page.goto(path)
    type_into(page, WORDS)
    context.close()
    on_disk = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert found_in(on_disk, "debrief.draft."), "this is where it lies"
    for word in ("parcel", "porch"):
        assert not found_in(on_disk, word)
    context = open_browser()
    page = context.pages[0]
    page.goto(path)
    page.wait_for_url("**/accounts/login/**")
    assert "debrief_draft_key" not in {cookie["name"] for cookie in context.cookies()}
    assert words_on_the_device(page) == []
    sign_in(page, "member")
    page.goto(path)
    expect(box(page)).to_have_value(WORDS)
    context.close()


def found_in(files: list[bytes], word: str) -> bool:
    return any(word.encode(encoding) in content for content in files for encoding in ("utf-8", "utf-16-le"))


def test_only_the_key_of_its_own_account_opens_it(visit, site, path):
    page = visit(path, as_="member")
    type_into(page, WORDS)
    name = kept(page)[0]
    keys = {
        person: site.ask(f"__import__('people.drafts').drafts.draft_key(User.objects.get(email='{ADDRESSES[person]}'))")
        for person in ("member", "lead")
    }
    opened = """async ([name, key]) => {
        const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), one => one.charCodeAt(0));
        const sealed = bytes(JSON.parse(localStorage[name]).sealed);
        const lock = {name: "AES-GCM", iv: sealed.slice(0, 12), additionalData: new TextEncoder().encode(name)};
        const found = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["decrypt"])
            .then(key => crypto.subtle.decrypt(lock, key, sealed.slice(12))).catch(() => null);
        return found && JSON.parse(new TextDecoder().decode(found)).text;
    }"""
    assert page.evaluate(opened, [name, keys["member"]]) == WORDS
    assert page.evaluate(opened, [name, keys["lead"]]) is None


# It comes back


def test_what_was_typed_survives_a_closed_tab_until_it_is_saved(visit, path_of_its_own):
    page = visit(path_of_its_own, as_="member")
    type_into(page, "It was late.")
    page.close()
    again = page.context.new_page()
    again.goto(path_of_its_own)
    expect(again.locator("#what [data-restored]").first).to_be_visible()
    expect(box(again)).to_have_value("It was late.")
    expect(again.get_by_role("tab", name="What")).to_contain_text("not saved yet")
    press(again, "Save and go on: Why")
    expect(again.get_by_role("tab", name="What")).to_contain_text("being written")
    nothing_is_kept(again)


def test_what_was_typed_survives_a_crash(visit, path):
    page = visit(path, as_="member")
    type_into(page, WORDS)
    crash(page)
    again = page.context.new_page()
    again.goto(path)
    expect(box(again)).to_have_value(WORDS)


@pytest.mark.parametrize("leave", ["reload", "close", "go elsewhere"])
def test_leaving_at_once_keeps_the_last_letter_typed(visit, path, leave):
    page = visit(path, as_="member")
    box(page).press_sequentially("It was late")
    if leave == "reload":
        page.reload()
    elif leave == "close":
        context = page.context
        page.close()
        page = context.new_page()
        page.goto(path)
    else:
        page.goto("/letters/")
        page.goto(path)
    expect(box(page)).to_have_value("It was late")


def test_a_long_text_typed_into_keeps_its_last_letter(visit, path):
    page = visit(path, as_="member")
    long = "What we told them. " * 5_000
    box(page).fill(long)
    box(page).press("End")
    box(page).press_sequentially("Now")
    page.reload()
    expect(box(page)).to_have_value(re.compile("Now$"))


def test_what_was_restored_can_be_discarded(visit, path):
    page = visit(path, as_="member")
    type_into(page, "Not this.")
    page.reload()
    press(page, "Discard it")
    expect(box(page)).to_have_value("")
    nothing_is_kept(page)
    page.reload()
    looks_untouched(page)


def test_what_is_typed_while_the_page_still_loads_is_kept_and_loses_nothing(visit, path):
    page = visit(path, as_="member")
    type_into(page, "Kept.")
    waiting = []
    page.route("**/vault*.js", lambda route: waiting.append(route))
    with page.expect_request("**/vault*.js"):
        page.reload(wait_until="commit")
    box(page).fill("Typed early.")
    waiting[0].continue_()
    expect(box(page)).to_have_value("Kept.\n\nTyped early.")
    page.unroute("**/vault*.js")
    press(page, "Discard it")
    page.route("**/vault*.js", lambda route: waiting.append(route))
    with page.expect_request("**/vault*.js"):
        page.reload(wait_until="commit")
    box(page).fill("Typed early.")
    waiting[1].continue_()
    expect(page.locator("#kept-what [data-kept]")).to_be_visible()


def test_of_two_tabs_the_text_typed_last_comes_back(visit, path):
    page = visit(path, as_="member")
    other = page.context.new_page()
    other.goto(path)
    type_into(page, "First.")
    type_into(other, "Then this.")
    page.reload()
    expect(box(page)).to_have_value("Then this.")


def test_what_was_sent_as_soon_as_it_was_typed_does_not_come_back(visit, path_of_its_own):
    page = visit(path_of_its_own, as_="member")
    box(page).press_sequentially("It was late.")
    press(page, "Save and go on: Why")
    expect(page.get_by_role("tab", name="What")).to_contain_text("being written")
    nothing_is_kept(page)


def test_what_was_typed_before_texts_were_sealed_is_sealed_and_comes_back(visit, path):
    page = visit(path, as_="member")
    type_into(page, "Something else.")
    old = json.dumps({"text": WORDS, "seen": "0:", "at": 1})
    page.evaluate("([name, old]) => localStorage[name] = old", [kept(page)[0], old])
    page.goto(path.replace("debrief/", ""))
    page.goto(path)
    expect(box(page)).to_have_value(WORDS)
    assert words_on_the_device(page) == []


# For whom


def test_another_account_in_the_same_browser_sees_nothing_of_it(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, WORDS)
    come_back_as(page, "lead")
    page.goto(path)
    looks_untouched(page)
    come_back_as(page, "member")
    page.goto(path)
    expect(box(page)).to_have_value(WORDS)


def test_signing_out_erases_it(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, WORDS)
    sign_out(page)
    nothing_is_kept(page)
    assert page.evaluate("Object.keys(sessionStorage)") == [], "nor which page was open"
    assert {cookie["name"] for cookie in page.context.cookies()}.isdisjoint({"debrief_draft_key", "debrief_account"})
    sign_in(page, "member")
    page.goto(path)
    looks_untouched(page)


def test_signing_out_leaves_what_somebody_else_had_not_saved(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, WORDS)
    come_back_as(page, "lead")
    page.goto(path)
    sign_out(page)
    assert len(kept(page)) == 1
    sign_in(page, "member")
    page.goto(path)
    expect(box(page)).to_have_value(WORDS)


def test_when_the_session_ends_by_itself_the_key_goes_and_comes_again_with_its_writer(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, WORDS)
    page.context.clear_cookies(name="sessionid")
    page.goto(path)
    page.wait_for_url("**/accounts/login/**")
    assert "debrief_draft_key" not in {cookie["name"] for cookie in page.context.cookies()}
    assert len(kept(page)) == 1
    assert words_on_the_device(page) == []
    sign_in(page, "member")
    page.goto(path)
    expect(box(page)).to_have_value(WORDS)


@pytest.mark.parametrize("hindrance", [WITHOUT_THE_KEY, WITH_ANOTHER_KEY], ids=["no key", "another key"])
def test_what_cannot_be_read_waits_and_the_page_says_nothing_of_it(visit, path, hindrance):
    page = visit(path, as_="member", new_session=True)
    type_into(page, WORDS)
    strange = page.context.new_page()
    strange.add_init_script(hindrance)
    strange.goto(path)
    looks_untouched(strange)
    strange.close()
    page.reload()
    expect(box(page)).to_have_value(WORDS)


def test_without_a_key_nothing_is_kept_and_the_page_says_so(visit, path):
    page = visit(path, as_="member")
    page.add_init_script(WITHOUT_THE_KEY)
    page.reload()
    box(page).fill(WORDS)
    expect(page.locator("#kept-what")).to_contain_text("Nothing is kept in this browser.")
    assert kept(page) == []


# Where nothing can be sealed


def test_over_plain_http_it_lies_in_the_tab_alone_and_the_page_says_so(visit, path):
    page = visit("/letters/", as_="member", new_session=True)
    page.context.add_init_script(WITHOUT_SEALING)
    page.goto(path)
    box(page).fill(WORDS)
    said = page.locator("#kept-what [data-kept-tab]")
    expect(said).to_contain_text("in this tab only")
    assert kept(page) == []
    page.reload()
    expect(box(page)).to_have_value(WORDS)
    expect(said).to_be_visible()
    other = page.context.new_page()
    other.goto(path)
    looks_untouched(other)
    sign_out(page)
    wait_until(page, lambda: words_on_the_device(page) == [])


# A shared computer


def test_a_shared_computer_keeps_nothing(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, WORDS)
    shared = page.get_by_label("This is a shared computer")
    shared.check()
    nothing_is_kept(page)
    expect(box(page)).to_have_value(WORDS)
    expect(page.locator("#kept-what [data-kept-not]")).to_be_visible()
    box(page).press_sequentially("More.")
    page.reload()
    looks_untouched(page)
    assert words_on_the_device(page) == kept(page) == []
    come_back_for_the_computer(page, "lead", path)
    expect(shared).to_be_checked()
    shared.uncheck()
    type_into(page, WORDS)
    page.reload()
    expect(box(page)).to_have_value(WORDS)


def come_back_for_the_computer(page: Page, person: str, path: str) -> None:
    page.context.clear_cookies(name="sessionid")
    sign_in(page, person)
    page.goto(path)


def test_what_somebody_had_kept_before_the_computer_was_shared_is_shown_once_more(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, WORDS)
    come_back_for_the_computer(page, "lead", path)
    page.get_by_label("This is a shared computer").check()
    assert len(kept(page)) == 1
    come_back_for_the_computer(page, "member", path)
    expect(box(page)).to_have_value(WORDS)
    expect(page.locator("#kept-what [data-kept-not]")).to_be_visible()
    nothing_is_kept(page)
