"""Who is awaited for what: the kinds of things, read alike by planning, the desk and mails."""
