"""Who may do what: every address, every person, and the answer they get. The one table of permissions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.rules import forms, places
from tests.rules.world import World


def nothing(world: World) -> tuple[()]:
    return ()


def no_form(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Entry:
    method: str
    answers: tuple[int, ...]
    at: Callable[[World], tuple[Any, ...]] = field(default=nothing)
    sending: Callable[[World], dict[str, Any]] = field(default=no_form)


def get(*answers: int, at: Callable[[World], tuple[Any, ...]] = nothing) -> Entry:
    return Entry("GET", answers, at=at)


def post(
    *answers: int,
    at: Callable[[World], tuple[Any, ...]] = nothing,
    sending: Callable[[World], dict[str, Any]] = no_form,
) -> Entry:
    return Entry("POST", answers, at=at, sending=sending)


TABLE: dict[str, list[Entry]] = {
    # anonymous, outsider, member, manager, lead, administrator
    #
    # for machines
    "foundation:up": [get(200, 200, 200, 200, 200, 200)],
    "foundation:ready": [get(200, 200, 200, 200, 200, 200)],
    # coming in and going
    "account_login": [get(200, 302, 302, 302, 302, 302), post(200, 302, 302, 302, 302, 302)],
    "account_logout": [get(302, 200, 200, 200, 200, 200), post(302, 302, 302, 302, 302, 302)],
    "account_signup": [get(200, 302, 302, 302, 302, 302), post(200, 302, 302, 302, 302, 302)],
    "account_inactive": [get(200, 200, 200, 200, 200, 200)],
    "account_reauthenticate": [get(302, 200, 200, 200, 200, 200), post(403, 200, 200, 200, 200, 200)],
    "account_change_password": [get(302, 200, 200, 200, 200, 200), post(403, 200, 200, 200, 200, 200)],
    "account_reset_password": [get(200, 200, 200, 200, 200, 200), post(200, 200, 200, 200, 200, 200)],
    "account_reset_password_done": [get(200, 200, 200, 200, 200, 200)],
    "account_reset_password_from_key": [
        get(200, 200, 200, 200, 200, 200, at=places.a_spent_link),
        post(200, 200, 200, 200, 200, 200, at=places.a_spent_link),
    ],
    # mailed to the member: others are asked before they sign in as somebody else
    "account_link": [
        get(200, 200, 302, 200, 200, 200, at=places.the_link),
        post(302, 409, 302, 409, 409, 409, at=places.the_link),
    ],
    "account_reset_password_from_key_done": [get(200, 200, 200, 200, 200, 200)],
    # about oneself
    "people:settings": [
        get(302, 200, 200, 200, 200, 200),
        post(403, 302, 302, 302, 302, 302, sending=forms.settings_form),
    ],
    "people:hours": [
        get(302, 200, 200, 200, 200, 200),
        post(403, 302, 302, 302, 302, 302, sending=forms.hours_form),
    ],
    "people:absences": [
        get(302, 200, 200, 200, 200, 200),
        post(403, 302, 302, 302, 302, 302, sending=forms.absence_form),
    ],
    "people:back": [post(403, 404, 302, 404, 404, 404, at=places.the_members_absence)],
    # about people and teams
    "people:people": [get(302, 403, 403, 403, 403, 200)],
    "people:new-person": [
        get(302, 403, 403, 403, 403, 200),
        post(403, 403, 403, 403, 403, 302, sending=forms.person_form),
    ],
    "people:person": [
        get(302, 403, 403, 403, 403, 200, at=places.the_member),
        post(403, 403, 403, 403, 403, 302, at=places.the_member, sending=forms.person_form),
    ],
    "people:invite": [post(403, 403, 403, 403, 403, 302, at=places.the_member)],
    "people:new-team": [
        get(302, 403, 403, 403, 403, 200),
        post(403, 403, 403, 403, 403, 302, sending=forms.team_form),
    ],
    "people:team": [
        get(302, 403, 403, 403, 403, 200, at=places.the_team),
        post(403, 403, 403, 403, 403, 302, at=places.the_team, sending=forms.team_form),
    ],
    "overview:pace": [
        get(302, 404, 403, 403, 200, 200, at=places.the_team),
        post(403, 404, 403, 403, 302, 302, at=places.the_team, sending=forms.pace_form),
    ],
    # when a team is reminded, and whom its people confide in; what somebody puts off, and what whoever hosts is asked
    "reminders:team": [get(302, 404, 403, 200, 200, 200, at=places.the_team)],
    "reminders:confidant": [post(403, 404, 403, 302, 302, 302, at=places.the_team, sending=forms.the_confidant)],
    "reminders:cadence": [
        post(403, 404, 403, 302, 302, 302, at=places.the_cadence_of_promises, sending=forms.cadence_form),
    ],
    "reminders:put-off": [
        get(302, 404, 200, 404, 404, 404, at=places.the_members_action_put_off),
        post(403, 404, 302, 404, 404, 404, at=places.the_members_action_put_off, sending=forms.not_now),
    ],
    "reminders:in-the-way": [
        get(302, 404, 200, 200, 200, 404, at=places.the_open_letter),
        post(403, 404, 403, 403, 403, 404, at=places.the_open_letter, sending=forms.no_time),  # none of them hosts it
    ],
    # where else a team is told, set up by those who manage or lead it; an address that is none of a chat is not taken
    "reminders:channels": [
        get(302, 404, 403, 200, 200, 200, at=places.the_team),
        post(403, 404, 403, 422, 422, 422, at=places.the_team, sending=forms.outlet_form),
    ],
    **{
        f"reminders:{name}": [post(403, 404, 403, 302, 302, 302, at=places.the_channel)]
        for name in ("channel-test", "channel-switch", "channel-remove")
    },
    "reminders:webhooks": [
        get(302, 404, 403, 200, 200, 200, at=places.the_team),
        post(403, 404, 403, 200, 200, 200, at=places.the_team, sending=forms.outlet_form),
    ],
    "reminders:webhook": [get(302, 404, 403, 200, 200, 200, at=places.the_webhook)],
    **{
        f"reminders:{name}": [post(403, 404, 403, 302, 302, 302, at=places.the_webhook)]
        for name in ("webhook-test", "webhook-switch", "webhook-remove")
    },
    "reminders:webhook-renew": [post(403, 404, 403, 200, 200, 200, at=places.the_webhook)],
    "reminders:webhook-replay": [post(403, 404, 403, 302, 302, 302, at=places.the_call)],
    # read across all one's teams; those without a team see an empty page
    "overview:desk": [get(302, 200, 200, 200, 200, 200)],
    "overview:letters": [get(302, 200, 200, 200, 200, 200)],
    "overview:to-sort": [get(302, 200, 403, 200, 403, 403)],
    "overview:lessons": [get(302, 200, 200, 200, 200, 200)],
    "overview:all-lessons": [get(302, 200, 200, 200, 200, 200)],
    "overview:doubts": [get(302, 200, 200, 200, 200, 200)],
    "overview:teams": [get(302, 200, 200, 200, 200, 200)],
    "overview:why": [get(302, 200, 200, 200, 200, 200)],
    "overview:read-lessons": [post(403, 302, 302, 302, 302, 302)],
    "overview:actions": [get(302, 200, 200, 200, 200, 200)],
    "overview:practice": [get(302, 200, 200, 200, 200, 200)],
    "overview:handbook": [get(302, 200, 200, 200, 200, 200)],
    "overview:read-practice": [post(403, 302, 302, 302, 302, 302)],
    "overview:week": [get(302, 200, 200, 200, 200, 200)],
    "overview:search": [get(302, 200, 200, 200, 200, 200)],
    # searches that are kept: the member shares one with the team, whose manager and lead can end that
    "overview:keep-search": [post(403, 302, 302, 302, 302, 302, sending=forms.a_question)],
    "overview:kept-search": [
        get(302, 404, 200, 200, 200, 404, at=places.the_members_kept_search),
        post(403, 404, 302, 403, 403, 404, at=places.the_members_kept_search, sending=forms.a_name),
    ],
    "overview:mail-kept-search": [post(403, 404, 302, 302, 302, 404, at=places.the_members_kept_search)],
    # the address in the member's mail that stops it
    "overview:stop-mailed-searches": [
        get(200, 200, 200, 200, 200, 200, at=places.the_way_to_stop_mailed_searches),
        post(200, 200, 200, 200, 200, 200, at=places.the_way_to_stop_mailed_searches),
    ],
    "overview:remove-kept-search": [post(403, 404, 302, 302, 302, 404, at=places.the_members_kept_search)],
    # the debrief, where all members of the team are equal
    "overview:debrief": [
        get(302, 404, 200, 200, 200, 404, at=places.the_open_letter),
        get(302, 404, 200, 200, 200, 404, at=places.the_done_letter),
        get(302, 404, 200, 200, 200, 404, at=places.the_reading_letter),
        get(302, 404, 200, 200, 200, 404, at=places.the_weighing_letter),
        get(302, 404, 200, 200, 200, 404, at=places.the_standing_letter),
        post(403, 404, 302, 302, 302, 404, at=places.the_open_letter, sending=forms.written),
        post(403, 404, 302, 302, 302, 404, at=places.the_standing_letter, sending=forms.written_anew),
    ],
    "overview:afterwards": [
        get(302, 404, 302, 302, 302, 404, at=places.the_open_letter),
        get(302, 404, 200, 200, 200, 404, at=places.the_done_letter),
        post(403, 404, 302, 302, 302, 404, at=places.the_done_letter, sending=forms.both_answers),
    ],
    "overview:reopen": [
        get(302, 404, 302, 302, 302, 404, at=places.the_open_letter),
        get(302, 404, 200, 200, 200, 404, at=places.the_done_letter),
        post(403, 404, 302, 302, 302, 404, at=places.the_done_letter, sending=forms.reason),
    ],
    "rankless:weigh": [post(403, 404, 302, 302, 302, 404, at=places.the_reading_letter)],
    "rankless:together": [post(403, 404, 302, 302, 302, 404, at=places.the_weighing_letter, sending=forms.ticked)],
    "rankless:apart": [post(403, 404, 302, 302, 302, 404, at=places.the_weighing_letter, sending=forms.a_note)],
    "rankless:ballot": [post(403, 404, 302, 302, 302, 404, at=places.the_weighing_letter, sending=forms.picked)],
    "rankless:count": [post(403, 404, 302, 302, 302, 404, at=places.the_weighing_letter)],
    "rankless:sign": [post(403, 404, 302, 302, 302, 404, at=places.the_weighing_letter, sending=forms.a_note)],
    "rankless:unsign": [post(403, 404, 302, 302, 302, 404, at=places.the_weighing_letter, sending=forms.a_note)],
    "rankless:way": [
        post(403, 404, 302, 302, 302, 404, at=places.the_open_letter, sending=forms.the_long_way),
        post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter, sending=forms.the_short_way),
    ],
    "rankless:object": [post(403, 404, 302, 302, 302, 404, at=places.the_standing_letter, sending=forms.reason)],
    "rankless:add": [
        get(302, 404, 302, 302, 302, 404, at=places.the_open_letter),
        get(302, 404, 200, 200, 200, 404, at=places.the_done_letter),
        post(403, 404, 302, 302, 302, 404, at=places.the_done_letter, sending=forms.addition),
    ],
    "rankless:hand-in": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter, sending=forms.notes)],
    "rankless:change": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:withdraw": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:accept": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:reveal": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:set-moment": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter, sending=forms.a_moment)],
    "rankless:notes": [get(302, 404, 200, 200, 200, 404, at=places.the_standing_letter)],
    "rankless:people": [get(302, 404, 200, 200, 200, 404, at=places.the_gathering_letter)],
    "rankless:take-part": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:step-out": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:invite": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter, sending=forms.the_outsider)],
    "rankless:pass-hosting": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:hand-on": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter, sending=forms.the_lead)],
    "rankless:take-hosting": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:open-door": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:close-door": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:send-guests-away": [post(403, 404, 302, 302, 302, 404, at=places.the_gathering_letter)],
    "rankless:meeting": [get(302, 404, 200, 200, 200, 404, at=places.the_gathering_letter)],
    "rankless:talk": [get(302, 404, 200, 200, 200, 404, at=places.the_gathering_letter)],
    "rankless:next-speaker": [post(403, 404, 302, 302, 302, 404, at=places.the_open_letter)],
    "rankless:start-timer": [post(403, 404, 302, 302, 302, 404, at=places.the_open_letter, sending=forms.minutes)],
    "rankless:stop-timer": [post(403, 404, 302, 302, 302, 404, at=places.the_open_letter)],
    # open to guests, and to screens that follow; whoever sees the debrief as themself is led there
    "rankless:join-form": [
        get(200, 200, 200, 200, 200, 200),
        post(302, 302, 302, 302, 302, 302, sending=forms.a_code),
    ],
    "rankless:join": [
        get(200, 200, 302, 302, 302, 200, at=places.the_door),
        post(302, 302, 302, 302, 302, 302, at=places.the_door),
    ],
    **{
        name: [post(410, 410, 410, 410, 410, 410, at=places.the_door)]  # without having joined
        for name in (
            "rankless:guest-hand-in",
            "rankless:guest-change",
            "rankless:guest-withdraw",
            "rankless:guest-accept",
        )
    },
    "rankless:follow": [get(200, 200, 200, 200, 200, 200, at=places.the_token)],
    "lessons:draw": [
        get(302, 404, 200, 200, 200, 404, at=places.the_done_letter),
        post(403, 404, 302, 302, 302, 404, at=places.the_done_letter, sending=forms.lesson_form),
    ],
    # what was learned
    "overview:lesson": [
        get(302, 404, 200, 200, 200, 404, at=places.the_lesson),
        get(302, 200, 200, 200, 200, 200, at=places.the_shown_norm),
    ],
    "lessons:check": [post(403, 404, 403, 403, 302, 404, at=places.the_lesson, sending=forms.check_form)],
    "lessons:change": [
        get(302, 404, 200, 200, 200, 404, at=places.the_lesson),
        post(403, 404, 302, 302, 302, 404, at=places.the_lesson, sending=forms.put_form),
    ],
    "lessons:share": [post(403, 404, 403, 403, 302, 404, at=places.the_lesson)],
    "lessons:keep": [post(403, 404, 403, 403, 302, 404, at=places.the_lesson)],
    # whoever leads or manages another team says that it does this too; nobody says so for a team that is not theirs
    "lessons:propose": [post(403, 302, 404, 404, 404, 404, at=places.the_shown_norm, sending=forms.the_other_team)],
    "lessons:take-up": [post(403, 302, 404, 404, 404, 404, at=places.the_shown_norm, sending=forms.the_other_team)],
    "lessons:leave": [post(403, 302, 404, 404, 404, 404, at=places.the_shown_norm, sending=forms.the_other_team)],
    # actions: whoever is asked answers, and whoever leads hands on what nobody does
    "lessons:add-action": [
        get(302, 404, 200, 200, 200, 404, at=places.the_lesson),
        post(403, 404, 302, 302, 302, 404, at=places.the_lesson, sending=forms.an_action),
    ],
    "lessons:action": [get(302, 404, 200, 200, 200, 404, at=places.the_members_action)],
    "lessons:accept": [post(403, 404, 302, 403, 403, 404, at=places.the_members_action)],
    "lessons:begin": [post(403, 404, 302, 403, 302, 404, at=places.the_members_action, sending=forms.begun)],
    "lessons:decline": [post(403, 404, 302, 403, 403, 404, at=places.the_members_action, sending=forms.declined)],
    "lessons:hand-on": [
        post(403, 404, 302, 403, 302, 404, at=places.the_members_action, sending=forms.handed_to_the_lead)
    ],
    "lessons:move": [post(403, 404, 302, 403, 302, 404, at=places.the_members_action, sending=forms.moved)],
    "lessons:let-go": [post(403, 404, 403, 403, 302, 404, at=places.the_members_action, sending=forms.given_up)],
    "lessons:strength": [post(403, 404, 302, 302, 302, 404, at=places.the_members_action, sending=forms.strong)],
    "lessons:action-done": [post(403, 404, 302, 403, 302, 404, at=places.the_members_action)],
    # what was there before a letter, and what a later letter is to a lesson: anybody of the team says
    "overview:alike": [get(302, 404, 200, 200, 200, 404, at=places.the_open_letter)],
    "lessons:since": [get(302, 404, 200, 200, 200, 404, at=places.the_lesson)],
    "lessons:again": [post(403, 404, 302, 302, 302, 404, at=places.the_lesson_seen_again)],
    "lessons:confirm": [post(403, 404, 302, 302, 302, 404, at=places.the_sighting)],
    "lessons:dismiss": [post(403, 404, 302, 302, 302, 404, at=places.the_sighting, sending=forms.something_else)],
    "lessons:take-back": [
        get(302, 404, 200, 200, 200, 404, at=places.the_confirmed_sighting),
        post(403, 404, 302, 302, 302, 404, at=places.the_confirmed_sighting, sending=forms.something_else),
    ],
    # stories of lessons: written and agreed to by all of the team, read by everybody once they are told
    "stories:stories": [get(302, 200, 200, 200, 200, 200)],
    "stories:story": [
        get(302, 404, 200, 200, 200, 404, at=places.the_lesson_being_told),
        get(302, 200, 200, 200, 200, 200, at=places.the_lesson_told),
        get(302, 404, 302, 302, 302, 404, at=places.the_lesson),  # led to where it is written
    ],
    "stories:write": [
        get(302, 404, 200, 200, 200, 404, at=places.the_lesson),
        post(403, 404, 302, 302, 302, 404, at=places.the_lesson, sending=forms.story_form),
    ],
    "stories:tell": [post(403, 404, 302, 302, 302, 404, at=places.the_lesson_being_told, sending=forms.first_version)],
    "stories:consent": [
        post(403, 404, 302, 302, 302, 404, at=places.the_lesson_being_told, sending=forms.first_version)
    ],
    "stories:take-back": [post(403, 404, 302, 302, 302, 404, at=places.the_lesson_told)],
    "stories:show": [post(403, 404, 302, 302, 302, 404, at=places.the_lesson_told, sending=forms.the_other_team)],
    "stories:thank": [
        get(302, 404, 403, 403, 200, 404, at=places.the_done_letter),
        post(403, 404, 403, 403, 302, 404, at=places.the_done_letter, sending=forms.thanks),
    ],
    # what a team wrote down is taken out by whoever leads or manages it, and the file is theirs alone
    "exports:exports": [
        get(302, 200, 403, 200, 200, 403),
        post(403, 302, 403, 302, 302, 403, sending=forms.an_export),
    ],
    "exports:export": [get(302, 404, 404, 404, 200, 404, at=places.the_export)],
    "exports:file": [get(302, 404, 404, 404, 200, 404, at=places.the_export)],
    # letters: whoever manages their team logs them and looks after the customer, all members say what they tell
    "incidents:log": [
        get(302, 200, 403, 200, 403, 403),
        post(403, 302, 403, 302, 403, 403, sending=forms.letter_form),  # the outsider logs it in a team of their own
    ],
    "incidents:customers": [get(302, 200, 403, 200, 403, 403)],
    "incidents:sort": [
        get(302, 404, 403, 200, 403, 404, at=places.the_original),
        post(403, 404, 403, 302, 403, 404, at=places.the_original, sending=forms.letter_form),
    ],
    "incidents:kept-paper": [get(302, 404, 403, 200, 403, 404, at=places.the_kept_paper)],
    "incidents:kept-preview": [get(302, 404, 403, 200, 403, 404, at=places.the_kept_paper)],
    "overview:letter": [
        get(302, 404, 200, 200, 200, 404, at=places.the_open_letter),
        get(302, 404, 200, 200, 200, 404, at=places.the_done_letter),
    ],
    # before the talk, on pages of the letter: what somebody who leads says, and what its manager records
    "overview:opening-line": [
        get(302, 404, 403, 403, 200, 404, at=places.the_open_letter),
        post(403, 404, 403, 403, 302, 404, at=places.the_open_letter, sending=forms.opening_line),
    ],
    "overview:heads-up": [post(403, 404, 403, 302, 403, 404, at=places.the_open_letter, sending=forms.heads_up)],
    "overview:edit": [
        get(302, 404, 403, 200, 403, 404, at=places.the_open_letter),
        post(403, 404, 403, 302, 403, 404, at=places.the_open_letter, sending=forms.edited),
    ],
    "overview:paper": [get(302, 404, 200, 200, 200, 404, at=places.the_paper)],
    "overview:preview": [get(302, 404, 200, 200, 200, 404, at=places.the_paper)],
    "incidents:add-paper": [post(403, 404, 403, 302, 403, 404, at=places.the_open_letter, sending=forms.a_paper)],
    "incidents:add-point": [
        get(302, 404, 200, 200, 200, 404, at=places.the_open_letter),
        post(403, 404, 302, 302, 302, 404, at=places.the_open_letter, sending=forms.point_form),
    ],
    "incidents:remove-point": [post(403, 404, 302, 302, 302, 404, at=places.the_point)],
    "incidents:finish-step": [post(403, 404, 403, 302, 403, 404, at=places.the_step)],
    "incidents:promise": [
        get(302, 404, 403, 200, 403, 404, at=places.the_open_letter),
        post(403, 404, 403, 302, 403, 404, at=places.the_open_letter, sending=forms.promise_form),
    ],
    "incidents:settle-promise": [post(403, 404, 403, 302, 403, 404, at=places.the_promise, sending=forms.outcome)],
    # how reminders fare, and what was mailed
    "reminders:operations": [get(302, 403, 403, 403, 403, 200)],
    "reminders:retry": [post(403, 403, 403, 403, 403, 302, at=places.the_digest)],
    "reminders:trust": [post(403, 403, 403, 403, 403, 302, at=places.the_member)],
    "reminders:metrics": [get(404, 404, 404, 404, 404, 404)],
    # the address in the member's weekly letter that stops it
    "reminders:stop-weekly": [
        get(200, 200, 200, 200, 200, 200, at=places.the_way_to_stop),
        post(200, 200, 200, 200, 200, 200, at=places.the_way_to_stop),
    ],
    "reminders:outbox": [get(302, 403, 403, 403, 403, 200)],
    "reminders:mail": [get(302, 403, 403, 403, 403, 200, at=places.the_mail)],
    "reminders:mail-html": [get(302, 403, 403, 403, 403, 200, at=places.the_mail)],
}
