"""What is asked of the two databases beyond Django's own ways: where they differ, and what is done often made cheap.

engine.py       where SQLite and PostgreSQL differ, for all others
rows.py         new rows of several tables at once, or very many of one
prepared.py     questions that are put into SQL once
planned.py      questions that PostgreSQL plans once for each connection
repeated.py     changes that it plans once
plans.py        what it has planned for a connection, for all of these
word_shares.py  how common words are, from its own statistics
"""
