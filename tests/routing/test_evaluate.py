from pathlib import Path

import pytest

from routing.assignment import Kind
from routing.catalogue import Catalogue
from routing.evaluate import differences, evaluate
from routing.examples import Example, ExampleError, read_examples
from routing.figures import Guess, figures, threshold
from routing.router import Router

ROW = "text,category,kinds\n"


def an_example(category: str = "07.01") -> Example:
    return Example("物业", category, (Kind.COMPLAINT,))


def a_guess(category: str = "07.01", department: str = "housing", sure: float = 0.9) -> Guess:
    return Guess((Kind.COMPLAINT,), (category,), (department,), sure)


def test_the_right_office_counts_even_when_the_category_is_wrong(catalogue: Catalogue) -> None:
    got = figures([an_example("07.01")], [a_guess("07.06")], catalogue, 0.5)
    assert (got.category_accuracy, got.group_accuracy) == (0.0, 1.0)
    assert (got.department_accuracy, got.coverage, got.precision) == (1.0, 1.0, 1.0)


def test_kinds_are_scored_together(catalogue: Catalogue) -> None:
    both = Example("x", "07.01", (Kind.COMPLAINT, Kind.REPORT))
    assert figures([both], [a_guess()], catalogue, None).kind_f1 == pytest.approx(2 / 3)


def test_nothing_is_dispatched_without_a_threshold(catalogue: Catalogue) -> None:
    got = figures([an_example()], [a_guess()], catalogue, None)
    assert (got.coverage, got.precision) == (0.0, None)


def test_confidence_that_keeps_its_word_has_no_calibration_error(catalogue: Catalogue) -> None:
    guesses = [a_guess(sure=0.75)] * 3 + [a_guess(department="market", sure=0.75)]
    got = figures([an_example()] * 4, guesses, catalogue, None)
    assert got.calibration_error == pytest.approx(0.0)


def test_the_threshold_is_the_lowest_that_is_right_often_enough(catalogue: Catalogue) -> None:
    right = [a_guess(sure=0.90)] * 90 + [a_guess(sure=0.70)] * 9
    wrong = [a_guess(department="market", sure=0.70)] * 9
    wrong += [a_guess(department="market", sure=0.60)] * 30
    examples = [an_example()] * len(right + wrong)
    assert threshold(examples, right + wrong, catalogue, 0.90) == 0.70
    assert threshold(examples, right + wrong, catalogue, 0.95) == 0.90


def test_guesses_that_are_mostly_wrong_have_no_threshold(catalogue: Catalogue) -> None:
    guesses = [a_guess(department="market")] * 40
    assert threshold([an_example()] * 40, guesses, catalogue, 0.90) is None


def test_a_handful_of_lucky_guesses_makes_no_threshold(catalogue: Catalogue) -> None:
    assert threshold([an_example()] * 5, [a_guess()] * 5, catalogue, 0.90) is None


def test_a_router_is_scored_on_a_file(router: Router, training_dir: Path) -> None:
    got = evaluate(router, training_dir / "complaints" / "town.csv")
    assert got.examples == 112
    assert got.category_accuracy > 0.95
    assert got.kind_f1 > 0.9
    assert set(differences(got, got).values()) == {0.0}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("物业不管,99.99,complaint", "bad.csv:2: unknown category '99.99'"),
        ("物业不管,07.01,rant", "bad.csv:2: .*rant"),
        (",07.01,complaint", "bad.csv:2: no text"),
    ],
)
def test_a_wrong_label_is_named_by_file_and_line_but_not_quoted(
    catalogue: Catalogue, tmp_path: Path, row: str, message: str
) -> None:
    (tmp_path / "bad.csv").write_text(ROW + row, "utf-8")
    with pytest.raises(ExampleError, match=message) as caught:
        read_examples([tmp_path / "bad.csv"], catalogue)
    assert "物业不管" not in str(caught.value)


def test_an_example_may_have_several_kinds_and_an_area(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "good.csv").write_text(
        "text,category,kinds,area\n物业,07.01,complaint;report,140105\n", "utf-8"
    )
    (example,) = read_examples([tmp_path / "good.csv"], catalogue)
    assert (example.kinds, example.area) == ((Kind.COMPLAINT, Kind.REPORT), "140105")
    assert "物业" not in repr(example)
