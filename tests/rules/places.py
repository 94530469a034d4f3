"""What stands in an address of the table in permissions.py: which team, letter, lesson or mail of the world it is about."""

from __future__ import annotations

from uuid import UUID

from lessons.models import LooksLike, Sighting
from overview.keeping.mailing import STOP
from rankless.following import token_of
from reminders.models import Digest, State
from reminders.weekly.stopping import LETTER
from tests.rules.world import World, known


def the_member(world: World) -> tuple[int]:
    return (known(world.people["member"]).pk,)


def the_team(world: World) -> tuple[int]:
    return (world.team.pk,)


def the_members_absence(world: World) -> tuple[int]:
    return (world.absence.pk,)


def the_members_kept_search(world: World) -> tuple[int]:
    """Shared with their team."""
    return (world.kept_search.pk,)


def the_open_letter(world: World) -> tuple[int]:
    return (world.open_letter.pk,)


def the_done_letter(world: World) -> tuple[int]:
    return (world.done_letter.pk,)


def the_gathering_letter(world: World) -> tuple[int]:
    return (world.gathering_letter.pk,)


def the_door(world: World) -> tuple[str]:
    return (world.door,)


def the_token(world: World) -> tuple[str]:
    return (token_of(world.gathering_letter.debrief),)


def the_reading_letter(world: World) -> tuple[int]:
    return (world.reading_letter.pk,)


def the_weighing_letter(world: World) -> tuple[int]:
    return (world.weighing_letter.pk,)


def the_standing_letter(world: World) -> tuple[int]:
    return (world.standing_letter.pk,)


def the_lesson_being_told(world: World) -> tuple[int]:
    return (world.lesson_being_told.pk,)


def the_lesson_told(world: World) -> tuple[int]:
    return (world.lesson_told.pk,)


def the_lesson_seen_again(world: World) -> tuple[int, int]:
    """A letter, and a lesson drawn from another."""
    return (world.open_letter.pk, world.lesson.pk)


def the_sighting(world: World) -> tuple[int]:
    brought = {
        "team": world.open_letter.team,
        "looks_like": LooksLike.RELAPSE,
        "found_on": world.lesson.drawn_on,
    }
    return (Sighting.objects.get_or_create(lesson=world.lesson, incident=world.open_letter, defaults=brought)[0].pk,)


def the_confirmed_sighting(world: World) -> tuple[int]:
    return (world.said.pk,)


def the_export(world: World) -> tuple[UUID]:
    """What somebody who leads took out."""
    return (world.export.key,)


def the_lesson(world: World) -> tuple[int]:
    return (world.lesson.pk,)


def the_shown_norm(world: World) -> tuple[int]:
    return (world.shown_norm.pk,)


def the_members_action(world: World) -> tuple[int]:
    return (world.action.pk,)


def the_members_action_put_off(world: World) -> tuple[str, int]:
    return ("action", world.action.pk)


def the_cadence_of_promises(world: World) -> tuple[int, str]:
    return (world.team.pk, "promise")


def the_paper(world: World) -> tuple[int, UUID]:
    return (world.open_letter.pk, world.paper.key)


def the_point(world: World) -> tuple[int, int]:
    return (world.open_letter.pk, world.point.pk)


def the_step(world: World) -> tuple[int, int]:
    return (world.open_letter.pk, world.step.pk)


def the_promise(world: World) -> tuple[int, int]:
    return (world.open_letter.pk, world.promise.pk)


def the_original(world: World) -> tuple[int]:
    return (world.original.pk,)


def the_kept_paper(world: World) -> tuple[int, UUID]:
    return (world.original.pk, world.kept_paper.key)


def the_digest(world: World) -> tuple[int]:
    member = known(world.people["member"])
    fields = {"person": member, "day": "2026-03-02", "state": State.FAILED, "try_at": "2026-03-02T09:00Z"}
    return (Digest.objects.create(key="digest:failed", **fields).pk,)


def the_channel(world: World) -> tuple[int, int]:
    return (world.team.pk, world.channel.pk)


def the_webhook(world: World) -> tuple[int, int]:
    return (world.team.pk, world.call.outlet_id)


def the_call(world: World) -> tuple[int, int, int]:
    return (world.team.pk, world.call.outlet_id, world.call.pk)


def the_mail(world: World) -> tuple[str]:
    return (world.mail,)


def a_spent_link(world: World) -> tuple[str, str]:
    return ("1", "set-password")


def the_way_to_stop(world: World) -> tuple[str]:
    return (LETTER.address(known(world.people["member"])).split("/")[-2],)


def the_way_to_stop_mailed_searches(world: World) -> tuple[str]:
    return (STOP.address(known(world.people["member"])).split("/")[-2],)


def the_link(world: World) -> tuple[str]:
    return (world.link,)
