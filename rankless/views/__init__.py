"""The pages of a debrief. They translate between forms and verbs and know of a person only whether they take part."""
