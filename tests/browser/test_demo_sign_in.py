"""A newcomer looks around: one press signs in as somebody of the story, but only while DEBUG is on."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import ADDRESSES, DATABASE, PATIENCE, environment
from tests.services.web import Web, web


@pytest.fixture(scope="module")
def newcomers_folder(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(demo_folder / "var", folder / "var")
    with closing(sqlite3.connect(folder / "var" / DATABASE)) as database, database:
        database.execute("UPDATE people_user SET is_demo = TRUE WHERE email LIKE '%@demo.test'")
    return folder


def a_page(browser: Browser, served: Web) -> Page:
    page = browser.new_page(base_url=served.address)
    page.set_default_timeout(PATIENCE)
    return page


def test_one_press_signs_in_as_each_of_the_four(browser, newcomers_folder):
    with web(environment=environment(newcomers_folder / "var", DEBUG="1"), folder=newcomers_folder) as served:
        for address in ADDRESSES.values():
            page = a_page(browser, served)
            page.goto("/")
            expect(page.get_by_role("heading", name="Look around with the demo story")).to_be_visible()
            page.get_by_role("button", name=re.compile(re.escape(address))).click()
            expect(page).to_have_url(f"{served.address}/")
            page.close()
        page = a_page(browser, served)
        page.goto("/")
        no_violations(page)
        page.close()


def test_in_production_neither_buttons_nor_demo_people_work(browser, newcomers_folder):
    with web(environment=environment(newcomers_folder / "var"), folder=newcomers_folder) as served:
        page = a_page(browser, served)
        page.goto("/accounts/login/")
        expect(page.get_by_role("button", name=re.compile("demo.test"))).to_have_count(0)
        page.get_by_role("textbox", name="E-mail").fill(ADDRESSES["manager"])
        page.locator("input[type=password]").fill("demo")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator("input[type=password]")).to_have_value("")
        assert "/accounts/login/" in page.url
        page.close()
