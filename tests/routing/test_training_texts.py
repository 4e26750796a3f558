"""What the models learn from: no copy of the exam in it, no real person's number."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from io import StringIO
from pathlib import Path

import pytest
from stdnum.cn import ric

from routing import catalogue
from routing.examples import read_examples
from routing.text import fold

TRAINING = Path(__file__).parents[2] / "training_data"
TRAINED = sorted((TRAINING / "complaints").glob("*.csv"))
TAUGHT = [*TRAINED, TRAINING / "first_look.csv"]
SPOKEN = TRAINING / "evaluation" / "identifying.csv"  # numbers are what it is about: see below
EXAM = [file for file in sorted((TRAINING / "evaluation").glob("*.csv")) if file != SPOKEN]
INVENTED = ("1380013", "1390013", "1500000", "140199")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?![\dXx])")
LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}")
FEWEST = 4
GRAM, NEAR = 5, 0.5  # of the shorter text's groups of five characters


def texts(files: list[Path]) -> list[tuple[str, str]]:
    return [
        (f"{file.name}:{number}", row["text"])
        for file in files
        for number, row in enumerate(
            csv.DictReader(StringIO(file.read_text("utf-8-sig"), newline="")), 2
        )
    ]


def grams(text: str) -> set[str]:
    text = re.sub(r"\W", "", fold(text))
    return {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}


def test_no_text_of_the_exam_is_nearly_one_that_was_learnt_from() -> None:
    holders: dict[str, list[int]] = defaultdict(list)
    learnt = [grams(text) for _, text in texts(TAUGHT)]
    for number, own in enumerate(learnt):
        # 楼上漏水泡了我家, by itself, may stand inside any long account.
        for gram in own if len(own) >= FEWEST else ():
            holders[gram].append(number)
    copies = []
    for where, text in texts(EXAM):
        own = grams(text)
        if len(own) < FEWEST:
            continue  # 我不想活了: there is no other way to say it
        shared = Counter(number for gram in own for number in holders.get(gram, ()))
        copies += [
            where
            for number, count in shared.most_common(1)
            if count / max(1, min(len(own), len(learnt[number]))) > NEAR
        ]
    assert copies == []


@pytest.mark.parametrize("files", [TAUGHT, EXAM], ids=["trained", "exam"])
def test_no_number_leads_to_a_person(files: list[Path]) -> None:
    assert [where for where, text in texts(files) if LONG_NUMBER.search(text)] == []


def test_numbers_that_are_there_to_be_found_are_invented() -> None:
    spoken = [unicodedata.normalize("NFKC", text) for _, text in texts([SPOKEN])]
    mobiles = [found for text in spoken for found in MOBILE.findall(text)]
    assert mobiles
    assert [number for number in mobiles if not number.startswith(INVENTED)] == []
    identities = [found for text in spoken for found in re.findall(r"\d{17}[\dXx]", text)]
    assert [number for number in identities if ric.is_valid(number)] == []


def test_no_text_is_there_twice() -> None:
    times = Counter(fold(text) for _, text in texts(TRAINED))
    assert [text for text, count in times.items() if count > 1] == []


def test_every_row_is_labelled_with_what_exists_and_says_whom_it_is_about_in_its_own_words() -> (
    None
):
    facts = catalogue.load()
    examples = read_examples(
        [*TRAINED, *(file for file in EXAM if "complaints" in file.name)], facts
    )
    assert {one.category for one in examples} == facts.categories.keys()
    assert [one.about for one in examples if any(name not in one.text for name in one.about)] == []
