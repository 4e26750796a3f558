"""How well a model tells intents apart: `python -W ignore measure.py MODEL NLU_FILE`."""

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import serve

FALLBACK = "nlu_fallback"
WORST = 20
Answer = tuple[str, str]  # what was meant, what was understood


async def answers(model: Path, examples: Path) -> list[Answer]:
    from rasa.core.agent import Agent  # noqa: PLC0415
    from rasa.shared.nlu.training_data.loading import load_data  # noqa: PLC0415
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415

    configure_structlog(logging.ERROR)
    agent = Agent.load(str(model))
    found = []
    for example in load_data(str(examples)).intent_examples:
        heard = await agent.parse_message(example.get("text"))
        found.append((example.get("intent"), heard["intent"]["name"] or FALLBACK))
    return found


def f1(intent: str, counts: Counter[Answer]) -> float:
    hits = counts[intent, intent]
    misses = sum(n for (meant, got), n in counts.items() if (meant == intent) != (got == intent))
    return 2 * hits / (2 * hits + misses) if hits else 0.0


def report(found: Iterable[Answer]) -> Iterator[str]:
    counts = Counter(found)
    asked = Counter[str]()
    for (meant, _), n in counts.items():
        asked[meant] += n
    total = sum(asked.values())
    right = sum(counts[intent, intent] for intent in asked)
    doubtful = sum(n for (_, got), n in counts.items() if got == FALLBACK)
    yield f"sentences     {total}"
    yield f"accuracy      {right / total:.3f}"
    yield f"macro-F1      {sum(f1(intent, counts) for intent in asked) / len(asked):.3f}"
    yield f"nlu_fallback  {doubtful / total:.3f}"
    yield "\nrecall"
    for intent, n in sorted(asked.items(), key=lambda pair: counts[pair[0], pair[0]] / pair[1]):
        yield f"  {intent:<16} {counts[intent, intent] / n:.2f}  of {n}"
    yield "\nmost often taken for another"
    wrong = Counter({pair: n for pair, n in counts.items() if pair[0] != pair[1]})
    for (meant, got), n in wrong.most_common(WORST):
        yield f"  {n:>3}  {meant} -> {got}"


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    logging.disable(logging.WARNING)  # jieba talks to stdout
    serve.prepare()
    found = asyncio.run(answers(Path(sys.argv[1]), Path(sys.argv[2])))
    sys.stdout.write("\n".join(report(found)) + "\n")


if __name__ == "__main__":
    main()
