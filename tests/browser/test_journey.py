"""The product's whole main job, as people do it: a letter comes in, is debriefed, teaches something, and is followed up.

The complaint goes its way with a script, the praise without one. One test goes on where the one before it ended.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import ADDRESSES, PHONE, next_working_day

COMPLAINT = "Third week without my sofa.\nTwice I was promised a call back 🙂, and nobody rang.\n\nWhen does it come?"
PRAISE = "She drove the missing hinge over herself.\nI had only asked when it would be sent."
SENTENCE = "Whoever moves a delivery rings the customer the same day."


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()


def send(page: Page, name: str) -> None:
    """Press it and wait for the answer."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, name)


def path_of(page: Page) -> str:
    return re.sub(r"^https?://[^/]+|[#?].*$", "", page.url)


# Logging


def test_a_complaint_is_logged_with_what_is_known(visit, site):
    page = visit("/", as_="manager")
    page.get_by_role("link", name="Log a letter").first.click()
    page.get_by_label("What the letter says").fill(COMPLAINT)
    page.get_by_role("radio", name=re.compile("Complaint")).check()
    page.get_by_text("More", exact=False).locator("visible=true").filter(has_text="customer, date, stage").click()
    page.get_by_label("Customer").fill("R. Okafor")
    page.get_by_label("Phone", exact=True).fill("020 7946 0001")
    page.get_by_label("Stage").select_option(label="Waiting")
    press(page, "Log the letter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Third week without my sofa.")
    expect(page.get_by_role("link", name=re.compile("020 7946 0001")).first).to_have_attribute(
        "href", re.compile("^tel:")
    )
    expect(page.locator("#letter-text")).to_have_text(COMPLAINT)
    no_violations(page)
    site.paths["complaint"] = path_of(page)


def test_a_second_press_logs_it_once(visit, site):
    page = visit("/letters/new/", as_="manager")
    before = site.ask("Incident.objects.count()")
    page.get_by_label("What the letter says").fill("Pressed twice.")
    page.get_by_role("radio", name=re.compile("Praise")).check()
    page.get_by_role("button", name="Log the letter").locator("visible=true").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pressed twice.")
    page.go_back()
    press(page, "Log the letter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pressed twice.")
    assert site.ask("Incident.objects.count()") == before + 1


def test_a_letter_begun_anew_after_a_mistake_has_nothing_of_the_one_before(visit, site):
    page = visit("/letters/new/", as_="manager", allowing=(r"status of 422",))
    kept, refused = (
        {"name": name, "mimeType": "application/pdf", "buffer": content}
        for name, content in (("hers.pdf", b"%PDF-1.4"), ("refused.pdf", b"no paper at all"))
    )
    page.locator("input[type=file]").set_input_files([kept, refused])
    page.get_by_role("radio", name=re.compile("Complaint")).check()
    send(page, "Log the letter")
    expect(page.get_by_text("Already kept with this letter:")).to_be_visible()
    page.get_by_role("link", name="Log a letter").first.click()
    expect(page.get_by_text("Already kept with this letter:")).to_have_count(0)
    page.get_by_label("What the letter says").fill("Another customer's letter.")
    page.get_by_role("radio", name=re.compile("Praise")).check()
    press(page, "Log the letter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Another customer's letter.")
    assert site.ask("Original.objects.filter(attachments__name='hers.pdf').get().incident_id is None")


def test_a_mistake_is_named_beside_its_field_and_nothing_is_lost(visit):
    page = visit("/letters/new/", as_="manager", script=False, allowing=(r"status of 422",))
    page.get_by_label("What the letter says").fill(PRAISE)
    page.locator("form[data-log]").evaluate("form => form.noValidate = true")
    press(page, "Log the letter")
    expect(page.get_by_text("Say whether it is a complaint or praise.").first).to_be_visible()
    expect(page.get_by_label("What the letter says")).to_have_value(PRAISE)


def test_praise_is_logged_on_a_phone_without_a_script(visit, site):
    page = visit("/letters/new/", as_="manager", on=PHONE, script=False)
    page.get_by_label("What the letter says").fill(PRAISE)
    page.get_by_role("radio", name=re.compile("Praise")).check()
    press(page, "Log the letter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("She drove the missing hinge over herself.")
    site.paths["praise"] = path_of(page)


def test_three_words_wait_on_the_desk_to_be_sorted(visit):
    page = visit("/letters/new/", as_="manager")
    page.get_by_label("What the letter says").fill("Blue sofa, angry")
    press(page, "Save now, sort later")
    expect(page).to_have_url(re.compile("/$"))
    page.get_by_role("link", name="All of them").click()
    page.get_by_role("link", name=re.compile("Blue sofa, angry")).click()
    page.get_by_role("radio", name=re.compile("Complaint")).check()
    press(page, "Log the letter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Blue sofa, angry")


# What the letter says


def test_a_selected_passage_becomes_a_point_and_is_marked(visit, site):
    page = visit(site.paths["complaint"], as_="member")
    select(page, "nobody rang")
    page.locator("[data-point-bar]").get_by_role("button", name="Bad").click()
    page.get_by_label("At which stage?").locator("visible=true").select_option(label="Support")
    press(page, "Add this point")
    expect(page.locator("#letter-text mark.bad")).to_contain_text("nobody rang")
    expect(page.locator("#points")).to_contain_text("Support")
    expect(page.locator("#points")).to_contain_text("Waiting")  # said while logging
    no_violations(page)


def select(page: Page, passage: str) -> None:
    page.locator("#letter-text").evaluate(
        """(letter, passage) => {
          const walker = document.createTreeWalker(letter, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const start = node.data.indexOf(passage);
            if (start < 0) continue;
            const range = document.createRange();
            range.setStart(node, start);
            range.setEnd(node, start + passage.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            document.dispatchEvent(new Event("selectionchange"));
            letter.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
          }
        }""",
        passage,
    )


# The debrief and what it teaches


def take_the_short_way(page, site):
    """Press it, and let the quarter of an hour pass."""
    send(page, "Take the short way")
    site.ask("__import__('rankless.choosing', fromlist=['choosing']).take_short_ways()")
    page.reload()


def test_the_team_debriefs_and_draws_a_lesson(visit, site):
    page = visit(site.paths["complaint"], as_="member")
    page.get_by_role("link", name="Open the debrief").click()
    take_the_short_way(page, site)
    page.locator("#text-what").fill("The carrier moved the day. Nobody told the customer.")
    press(page, "Save and go on: Why")
    page.locator("#text-why").fill("The new day goes to planning, and planning has no phone list.")
    press(page, "Save and go on: Differently")
    page.locator("#text-differently").fill(SENTENCE)
    page.get_by_label(re.compile("One sentence")).fill(SENTENCE)
    page.get_by_text("Who does what, by when").click()
    page.get_by_label("What is to be done").first.fill("Give planning the phone list")
    page.get_by_label("Who", exact=True).first.select_option(label="Jonas Weber")
    press(page, "Keep this lesson")
    expect(page.locator("#lessons")).to_contain_text("Give planning the phone list")
    no_violations(page)
    press(page, "We stand behind this")
    expect(page.get_by_text("Done. Whoever cannot stand behind it can open it again.")).to_be_visible()
    page.goto(site.paths["complaint"])
    expect(page.locator("body")).to_contain_text(SENTENCE)


def test_the_praise_is_debriefed_without_a_script(visit, site):
    page = visit(site.paths["praise"] + "debrief/", as_="lead", script=False)
    take_the_short_way(page, site)
    for name in ("what", "why", "differently"):
        page.locator(f"#text-{name}").fill(f"She looked at the {name}.")
    press(page, "We stand behind this")
    expect(page.get_by_text("Done. Whoever cannot stand behind it can open it again.")).to_be_visible()


def test_its_owner_finds_the_action_on_the_desk_and_does_it(visit):
    page = visit("/actions/", as_="member")
    row = page.locator("li, .rowlink").filter(has_text="Give planning the phone list").first
    row.get_by_role("button").first.click()
    expect(page.locator("body")).to_contain_text("Done: Give planning the phone list")


def test_a_lead_checks_the_lesson_and_it_becomes_how_we_do_it(visit, site):
    page = visit("/lessons/", as_="lead")
    lesson = site.ask(f"Lesson.objects.get(sentence={SENTENCE!r}).pk")
    page.goto(f"/lessons/{lesson}/")
    page.get_by_role("radio", name=re.compile("It holds")).check()
    send(page, "Note it")
    page.goto("/practice/")
    expect(page.locator("body")).to_contain_text(SENTENCE)


# Being reminded


def test_who_is_awaited_is_told_by_mail_whose_line_leads_to_the_very_page(visit, site):
    page = visit("/letters/new/", as_="manager")
    page.get_by_label("What the letter says").fill("The lamp flickers.")
    page.get_by_role("radio", name=re.compile("Complaint")).check()
    press(page, "Log the letter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The lamp flickers.")
    debrief = path_of(page) + "debrief/"
    at = next_working_day(hour=10)
    site.shell.manage("send_reminders", "--at", at.isoformat())
    page = visit("/outbox/", as_="administrator")
    page.get_by_role("link").filter(has_text=ADDRESSES["member"]).first.click()
    expect(page.get_by_text("The lamp flickers.").first).to_be_visible()
    no_violations(page)
    [mail] = [mail for mail in site.mails if mail.stem in page.url]
    reader = visit(link_below("The lamp flickers.", mail), as_=None)
    press(reader, "Open it")
    reader.wait_for_url(re.compile(debrief))
    expect(reader.get_by_role("heading", level=1)).to_contain_text("The lamp flickers.")


def link_below(words: str, mail: Path) -> str:
    """As its reader has it; the outbox does not show it to others."""
    text = message_from_bytes(mail.read_bytes(), policy=default).get_body(("plain",)).get_content()
    return next(word for word in text.partition(words)[2].split() if "/accounts/link/" in word)


def test_nothing_is_asked_any_more_when_it_is_done(site):
    at = next_working_day(hour=10) + timedelta(days=28)
    foreseen = site.shell.manage("send_reminders", "--dry-run", "--at", at.isoformat())
    assert site.paths["complaint"] + "debrief/" not in foreseen
    assert site.paths["praise"] + "debrief/" not in foreseen
    assert "/debrief/" in foreseen  # others of the story still wait


# Finding it again


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/letters/?kind=complaint", "Third week without my sofa."),
        ("/letters/?kind=praise", "She drove the missing hinge over herself."),
        ("/search/?q=hinge", "She drove the missing hinge over herself."),
        ("/search/?q=planning&in=debriefs", "Third week without my sofa."),
        ("/search/?q=rings+the+customer&in=lessons", SENTENCE),
    ],
)
def test_what_was_told_is_found_again(visit, path, seen):
    page = visit(path, as_="member")
    expect(page.locator("main")).to_contain_text(seen)


def test_the_heat_map_opens_the_letters_behind_it(visit):
    page = visit("/lessons/", as_="lead")
    cell = page.locator("table.heat a").first
    assert int(cell.inner_text()) > 0
    cell.click()
    page.wait_for_url("**/letters/?*stage=*")
    expect(page.locator("#letters .rowlink").first).to_be_visible()


def test_a_filter_is_shared_by_its_address(visit):
    page = visit("/letters/", as_="lead")
    page.get_by_label("Kind").select_option(label="Praise")
    press(page, "Show")
    expect(page).to_have_url(re.compile("kind=praise"))
    found = page.locator("#letters .rowlink").all_inner_texts()
    again = visit(path_of(page) + "?" + page.url.partition("?")[2], as_="lead")
    assert again.locator("#letters .rowlink").all_inner_texts() == found


def test_the_desk_shows_what_awaits_me_soonest_first(visit):
    page = visit("/", as_="member")
    # What waits for objections shows until when anybody may object instead.
    lines = page.locator(".desk .sheet").first.locator(".rowlink").filter(has_not_text="objections")
    times = lines.locator("> span:nth-child(2) time")
    days = [date.fromisoformat(day[:10]) for day in times.evaluate_all("all => all.map(time => time.dateTime)")]
    assert days
    assert days == sorted(days)
