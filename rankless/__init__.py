"""The rankless debrief itself: sections, voices and the question bank. The Django project is `debrief/`."""
