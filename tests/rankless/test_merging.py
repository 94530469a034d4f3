from hypothesis import given
from hypothesis import strategies as st

from rankless.texts.merging import MOST_LINES, compared, merged

texts = st.lists(st.sampled_from(["", "It was late.", "Nobody called.", "The depot knew.", "é😀"]), max_size=12).map(
    "\n".join
)


def is_within(part: str, whole: str) -> bool:
    """Whether the lines of `part` all stand in `whole`, in their order."""
    lines = iter(whole.split("\n"))
    return all(line in lines for line in part.split("\n"))


@given(texts, texts)
def test_merging_loses_no_line_of_either_text(theirs, yours):
    both = merged(theirs, yours)
    assert is_within(theirs, both) or not theirs
    assert is_within(yours, both) or not yours


@given(texts)
def test_merging_a_text_with_itself_changes_nothing(text):
    assert merged(text, text) == text


@given(st.text(), st.text())
def test_comparing_shows_both_texts_whole_and_marks_all_that_differs(theirs, yours):
    left, right = compared(theirs, yours)
    assert "".join(stretch.text for stretch in left) == theirs
    assert "".join(stretch.text for stretch in right) == yours
    assert "".join(s.text for s in left if not s.differs) == "".join(s.text for s in right if not s.differs)


def test_lines_both_wrote_stand_once():
    assert merged("It was late.\nNobody called.", "It was late.\nThe depot knew.") == (
        "It was late.\nNobody called.\nThe depot knew."
    )


def test_texts_too_long_to_compare_are_put_one_below_the_other():
    theirs, yours = "a\n" * MOST_LINES, "b"
    assert merged(theirs, yours) == f"{theirs}\n\n{yours}"
    left, right = compared("word " * 5000, "other")
    assert not left[0].differs
    assert not right[0].differs
