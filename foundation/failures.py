"""What is logged of an error that work goes on after: its class and where it came about, never its own words.

They could hold what somebody wrote: a database names the value that it refused.
"""

from traceback import format_tb


def without_its_words(error: BaseException) -> dict[str, str]:
    """For a line of the log: `log.error("…", **without_its_words(error))`."""
    return {"error": type(error).__name__, "where": "".join(format_tb(error.__traceback__))}
