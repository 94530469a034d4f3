"""Who is awaited for what, and telling them: at most one mail a day, on until it is done."""
