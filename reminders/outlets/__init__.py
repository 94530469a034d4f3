"""What a team tells beyond mail: the ground on which channels and webhooks stand.

An outlet is where it goes, an errand one thing to be told there. Errands are rows before anything is sent.
"""
