import re

from hypothesis import given
from hypothesis import strategies as st

from routing.spotting import Spotter

NAMES = st.lists(st.text("太原市小店", min_size=1, max_size=4), max_size=8)


@given(names=NAMES, text=st.text("太原市小店的", max_size=30))
def test_names_are_found_as_an_expression_of_all_of_them_would(names: list[str], text: str) -> None:
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    wanted = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
    assert [(spot.name, spot.start) for spot in Spotter(names).spots(text)] == [
        (match[0], match.start()) for match in wanted.finditer(text)
    ]
