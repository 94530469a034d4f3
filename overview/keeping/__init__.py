"""Searches that people keep, and share with a team."""
