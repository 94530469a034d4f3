"""Teams in which one person works at most: whatever is counted of the work done there would be counted of that person."""

from collections.abc import Collection

from people.asking import ask

IS_ALONE = """
    (SELECT COUNT(*) FROM (
        SELECT 1 FROM people_membership m JOIN people_user u ON u.id = m.user_id
        WHERE m.team_id = t.id AND u.is_active AND (m.is_manager OR NOT m.is_lead) LIMIT 2
    ) AS workers) < 2"""
"""Said of a team `t`. Whoever does nothing there but follow lessons and actions looks on, and hides nobody.

It stops at the second worker, however many there are.
"""
FIND = f"SELECT t.id FROM people_team t WHERE t.id IN (@teams) AND {IS_ALONE}"


def alone_among(team_ids: Collection[int]) -> frozenset[int]:
    """Those of these teams in which one person works, or nobody. One query."""
    return frozenset(team_id for (team_id,) in ask(FIND, teams=team_ids))
