import pytest

from rankless.texts.forms import LONGEST_TEXT
from tests.overview.debriefing.forms import address, boxes_in, filled_in, save_elsewhere, seen_in, text_in_box
from tests.shown_forms import key_shown_to

pytestmark = pytest.mark.django_db


def test_saving_goes_on_to_the_next_section(browser, debrief):
    answer = browser.post(address(debrief), filled_in(debrief, what="  It was late.\r\n", open="2"))
    assert (answer.status_code, answer.url) == (302, f"{address(debrief)}#why")
    debrief.refresh_from_db()
    assert (debrief.what, debrief.what_version) == ("It was late.", 1)


def test_the_browser_is_told_which_form_was_saved(browser, debrief):
    form = filled_in(debrief, what="It was late.") | {"form_key": key_shown_to(browser)}
    assert browser.post(address(debrief), form).cookies["debrief_saved"].value == form["form_key"]


def test_the_browser_keeps_its_drafts_when_not_all_was_saved(browser, debrief):
    stale = filled_in(debrief, what="Mine.")
    save_elsewhere(debrief, what="Theirs.")
    assert "debrief_saved" not in browser.post(address(debrief), stale).cookies
    assert "debrief_saved" not in browser.post(address(debrief), filled_in(debrief, complete="1")).cookies


def test_pressing_twice_saves_once(browser, debrief):
    form = filled_in(debrief, what="It was late.")
    assert [browser.post(address(debrief), form).status_code for _ in range(2)] == [302, 302]
    debrief.refresh_from_db()
    assert debrief.what_version == 1


def test_people_who_write_different_sections_do_not_get_in_each_others_way(browser, debrief):
    form = filled_in(debrief, why="Nobody's task.")
    save_elsewhere(debrief, what="It was late.")
    assert browser.post(address(debrief), form).status_code == 302
    debrief.refresh_from_db()
    assert (debrief.what, debrief.why) == ("It was late.", "Nobody's task.")


def test_a_long_text_is_saved_and_a_longer_one_is_named_and_kept(browser, debrief):
    long = "é" * LONGEST_TEXT
    assert browser.post(address(debrief), filled_in(debrief, what=long)).status_code == 302
    answer = browser.post(address(debrief), filled_in(debrief, what=long + "!", why="Saved all the same."))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f"This is too long to save: {LONGEST_TEXT + 1} characters. At most {LONGEST_TEXT} fit." in html
    assert text_in_box(html, "what") == long + "!"
    debrief.refresh_from_db()
    assert (debrief.what, debrief.why) == (long, "Saved all the same.")


def test_one_hundred_kilobytes_of_emoji_fit_into_every_section(browser, debrief):
    text = "😀" * 25_000
    form = filled_in(debrief, what=text, why=text, differently=text)
    assert browser.post(address(debrief), form).status_code == 302


@pytest.mark.parametrize("typed", ["a\x00b", "a\r\nb", "مرحبا 😀", "a\ud800b".encode("utf-8", "replace").decode()])
def test_odd_characters_are_cleaned_and_saved(browser, debrief, typed):
    assert browser.post(address(debrief), filled_in(debrief, what=typed)).status_code == 302
    debrief.refresh_from_db()
    assert debrief.what == typed.replace("\x00", "").replace("\r\n", "\n")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 400, "١" * 25, "0"])
def test_a_form_that_does_not_say_what_was_seen_overwrites_nothing(browser, debrief, seen):
    save_elsewhere(debrief, what="Theirs.")
    answer = browser.post(address(debrief), {"what": "Mine.", "what_seen": seen})
    assert answer.status_code == 409
    debrief.refresh_from_db()
    assert debrief.what == "Theirs."


def test_the_later_one_sees_both_texts_and_one_press_saves_what_comes_of_them(browser, debrief):
    form = filled_in(debrief, what="It was late.\nI called the depot.")
    save_elsewhere(debrief, what="It was late.\nNobody called back.")
    answer = browser.post(address(debrief), form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert boxes_in(html) == ["what"]
    assert text_in_box(html, "what") == "It was late.\nNobody called back.\nI called the depot."
    seen = seen_in(html)
    answer = browser.post(address(debrief), {"what": "One text of both.", "what_seen": seen, "open": "1"})
    assert (answer.status_code, answer.url) == (302, f"{address(debrief)}#what")
    debrief.refresh_from_db()
    assert debrief.what == "One text of both."


def test_merging_that_takes_long_meets_the_next_change_too(browser, debrief):
    form = filled_in(debrief, what="Mine.")
    save_elsewhere(debrief, what="Theirs.")
    seen = seen_in(browser.post(address(debrief), form).content.decode())
    save_elsewhere(debrief, what="Theirs, again.")
    answer = browser.post(address(debrief), {"what": "Merged.", "what_seen": seen})
    assert answer.status_code == 409
    assert text_in_box(answer.content.decode(), "what") == "Theirs, again.\nMerged."


def test_what_does_not_clash_is_saved_and_what_is_too_long_comes_along(browser, debrief):
    too_long = "x" * (LONGEST_TEXT + 1)
    form = filled_in(debrief, what="Mine.", why="Saved.", differently=too_long)
    save_elsewhere(debrief, what="Theirs.")
    html = browser.post(address(debrief), form).content.decode()
    assert boxes_in(html) == ["what", "differently"]
    assert text_in_box(html, "differently") == too_long
    debrief.refresh_from_db()
    assert debrief.why == "Saved."


def test_two_people_who_write_the_same_words_do_not_clash(browser, debrief):
    form = filled_in(debrief, what="It was late.")
    save_elsewhere(debrief, what="It was late.")
    assert browser.post(address(debrief), form).status_code == 302


# Signed out while writing


def test_what_was_typed_while_the_session_ran_out_is_carried_and_saved_after_signing_in(browser, debrief, member):
    form = filled_in(debrief, what="It was late.", why="Nobody's task.", open="2")
    form["form_key"] = key_shown_to(browser)
    browser.logout()
    kept = browser.post(address(debrief), form)
    assert kept.status_code == 403
    html = kept.content.decode()
    assert 'value="It was late."' in html
    for name in ("what_seen", "why_seen", "form_key", "open"):
        assert f'<input type="hidden" name="{name}" value="{form[name]}">' in html
    browser.force_login(member)
    assert browser.post(address(debrief), form).status_code == 302
    debrief.refresh_from_db()
    assert (debrief.what, debrief.why) == ("It was late.", "Nobody's task.")
