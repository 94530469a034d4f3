"""What is sealed is read by this installation alone, and for one purpose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.sealing import CannotOpen, fingerprint, seal, unseal


@given(st.text())
def test_what_was_sealed_is_opened_as_it_was(text):
    assert unseal(seal(text, purpose="tests"), purpose="tests") == text


def test_nothing_of_it_is_seen_and_no_two_are_alike():
    one, other = (seal("xoxb-secret", purpose="tests") for _ in range(2))
    assert "secret" not in one
    assert one != other
    assert fingerprint("xoxb-secret", purpose="tests") == fingerprint("xoxb-secret", purpose="tests")
    assert fingerprint("xoxb-secret", purpose="tests") != fingerprint("xoxb-secret", purpose="others")


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAAA==", "ä"])
def test_what_was_not_sealed_here_is_not_opened(sealed):
    with pytest.raises(CannotOpen):
        unseal(sealed, purpose="tests")


def test_what_was_sealed_for_something_else_is_not_opened():
    with pytest.raises(CannotOpen):
        unseal(seal("xoxb-secret", purpose="channels"), purpose="webhooks")


def test_a_new_key_opens_what_the_old_one_sealed_only_while_that_is_named(settings):
    sealed = seal("xoxb-secret", purpose="tests")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-0123456789"
    with pytest.raises(CannotOpen):
        unseal(sealed, purpose="tests")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, purpose="tests") == "xoxb-secret"
