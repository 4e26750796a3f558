"""Conversations word for word, against the bot as it runs. A file of tests/stories is Rasa's own
format; what it says of intents, slots and loops is what the gateway is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.cli.learning import BOT
from tests.bot.running import Bot, Citizen

pytestmark = pytest.mark.bot

FOLDER = Path(__file__).resolve().parents[1] / "stories"
RESPONSES = yaml.safe_load((BOT / "domain" / "responses.yml").read_text("utf-8"))["responses"]
NAMES = {variants[0]["text"]: name for name, variants in RESPONSES.items()}


@dataclass
class Turn:
    """What a citizen does, and everything that is to come of it."""

    intent: str
    text: str = ""  # "": a tap on the button that means the intent
    actions: list[str] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)  # ...: anything at all
    loop: str | None = None

    def spoken(self) -> list[str]:
        """The form speaks by asking for its next slot, and is silent once it is complete."""
        asked = self.slots.get("requested_slot")
        said = []
        for action in self.actions:
            if action.startswith("utter_"):
                said.append(action)
            elif action.endswith("_form") and asked:
                said.append(f"utter_ask_{asked}")
        return said


def turns(steps: list[dict[str, Any]]) -> Iterator[Turn]:
    turn: Turn | None = None
    for step in steps:
        if "intent" in step:
            if turn:
                yield turn
            turn = Turn(step["intent"], step.get("user", ""), loop=turn.loop if turn else None)
        assert turn, "a story begins with what a citizen does"
        if "action" in step:
            turn.actions.append(step["action"])
        if "active_loop" in step:
            turn.loop = step["active_loop"]
        for slot in step.get("slot_was_set", []):
            turn.slots.update(slot if isinstance(slot, dict) else {slot: ...})
    if turn:
        yield turn


def stories() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.yml")):
        for story in yaml.safe_load(file.read_text("utf-8"))["stories"]:
            yield pytest.param(story["steps"], id=f"{file.stem}: {story['story']}")


ALL = list(stories())


def play(citizen: Citizen, number: int, turn: Turn) -> None:
    where = f"turn {number}, {turn.text or '/' + turn.intent}"
    answer = citizen.says(turn.text) if turn.text else citizen.taps("/" + turn.intent)
    state = answer["state"]
    assert state["intent"] == turn.intent, where
    assert [NAMES[said["text"]] for said in answer["messages"]] == turn.spoken(), where
    assert state["loop"] == turn.loop, where
    for slot, wanted in turn.slots.items():
        got = state["asking"] if slot == "requested_slot" else state["slots"].get(slot)
        assert got if wanted is ... else got == wanted, f"{where}: {slot}"


@pytest.mark.parametrize("steps", ALL)
def test_a_story_goes_as_it_is_told(bot: Bot, steps: list[dict[str, Any]]) -> None:
    citizen = bot.citizen()
    for number, turn in enumerate(turns(steps), start=1):
        play(citizen, number, turn)


def test_every_response_and_every_intent_is_met_in_some_story() -> None:
    told = [turn for story in ALL for turn in turns(story.values[0])]
    intents = yaml.safe_load((BOT / "domain" / "intents.yml").read_text("utf-8"))["intents"]
    assert set(intents) - {turn.intent for turn in told} == set()
    spoken = {action for turn in told for action in turn.spoken()}
    assert set(RESPONSES) - spoken == {"utter_default"}  # said where no rule is left: by nobody
