"""What every room stands on: storable text, working days, the two database engines, pages that keep what was typed.

It imports no other room and has no tables.
"""
