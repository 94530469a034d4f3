"""The rankless debrief itself: debriefs, voices, sections and the question bank. The Django project is `debrief/`.

`alone/` is where each voice writes its notes, `notes/` where they are read and weighed, `texts/` where people agree on
what all stand behind, `together/` who takes part. What lies beside them serves every phase.
"""
