"""The protected interview's pages: plain forms, the answers so far carried in them."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.datastructures import FormData

from intake.domain.errors import IntakeError
from intake.service import guided
from intake.service.guided import Question
from intake.texts import protected_questions
from intake.web import pages
from intake.web.dependencies import PortsHere

router = APIRouter(prefix="/protected")
PREFIX = "a_"


@cache
def questions() -> tuple[Question, ...]:
    return tuple(
        Question(
            row["name"], row["as"], row["ask"], row["hint"], row["rows"], row.get("narrows", False)
        )
        for row in protected_questions()
    )


async def answers(request: Request) -> dict[str, str]:
    """What was answered so far: a_what, a_where … Whatever else was sent is not looked at."""
    form: FormData = await request.form()
    names = {one.name for one in questions()}
    given = {key.removeprefix(PREFIX): value for key, value in form.items()}
    return {name: text for name, text in given.items() if name in names and isinstance(text, str)}


@router.post("/step")
def step(
    request: Request,
    ports: PortsHere,
    given: Annotated[dict[str, str], Depends(answers)],
    go: Annotated[int, Form()] = 1,
) -> Response:
    """`go` is the number of the question to ask next."""
    problem, status = "", 200
    try:
        asked = guided.ask(questions(), go, given, ports=ports)
    except IntakeError as error:
        problem, status = pages.sentence(error), error.status
        asked = guided.Step(max(1, go - 1), len(questions()), questions()[max(0, go - 2)])
    return pages.page(
        request,
        "citizen/protected_step.html",
        status=status,
        problem=problem,
        step=asked,
        questions=questions(),
        answers=given,
        text=guided.together(questions(), given),
    )
