"""Who is awaited for what, and telling them: at most one mail a day, on until it is done.

`awaiting/` reads who is awaited for what, `timing/` says when they are told and plans it, `mailing/` gathers, writes and
sends it; `weekly/`, `channels/` and `webhooks/` tell in other ways, and `operations/` shows how all of it fares.
"""
