"""What a debrief refuses, whoever asks. What one act alone refuses stands in the module of that act."""


class DebriefError(Exception):
    """The debrief cannot be changed in this way."""


class AlreadyComplete(DebriefError):
    """The debrief is complete; it must be reopened before its texts change."""


class NotAgreeing(DebriefError):
    """Notes are written or read now; the texts follow from them."""
