"""Errors as pages: one plain sentence, and a way on."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from intake.domain.errors import IntakeError
from intake.texts import problem
from intake.web import pages
from intake.web.dependencies import CodeFirst, LoginFirst

CODES = {403: "not_allowed", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
# htmx puts the sentence above the text box and leaves everything else as it is.
AIM = {"HX-Retarget": "#problem", "HX-Reswap": "outerHTML", **pages.NO_STORE}

Handler = Callable[[Request, Any], Response | Awaitable[Response]]


def install(app: FastAPI) -> None:
    """After the API's own handlers: under /api/ those go on answering."""
    for kind, handler in (
        (IntakeError, refuse),
        (HTTPException, _http_error),
        (RequestValidationError, _bad_form),
        (Exception, _unexpected),
    ):
        app.add_exception_handler(kind, _unless_api(handler, app.exception_handlers.get(kind)))
    app.add_exception_handler(LoginFirst, _login_first)
    app.add_exception_handler(CodeFirst, _code_first)


def _unless_api(ours: Handler, before: Handler | None) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        if before is not None and request.url.path.startswith("/api/"):
            answer = before(request, error)
            return await answer if isawaitable(answer) else answer
        answer = ours(request, error)
        return await answer if isawaitable(answer) else answer

    return handle


def refuse(request: Request, error: IntakeError) -> Response:
    return answer(request, pages.sentence(error), error.status)


def _http_error(request: Request, error: HTTPException) -> Response:
    said = answer(request, problem(CODES.get(error.status_code, "unknown")), error.status_code)
    said.headers.update(error.headers or {})
    return said


def _bad_form(request: Request, _error: RequestValidationError) -> Response:
    """The error itself quotes what was typed, so it goes nowhere."""
    return answer(request, problem("unknown"), 422)


def _unexpected(request: Request, _error: Exception) -> Response:
    return answer(request, problem("unknown"), 500)


def _login_first(request: Request, _error: Exception) -> Response:
    # What somebody is typing stays on the page, which says that it could not be kept.
    if "hx-request" in request.headers and request.method == "POST":
        return Response(status_code=401)
    # htmx would put a piece of the login page where it looks for news.
    if "hx-request" in request.headers:
        return Response(headers={"HX-Redirect": "/login"})
    return RedirectResponse("/login", 303)


def _code_first(_request: Request, _error: Exception) -> Response:
    return RedirectResponse("/account", 303)


def answer(request: Request, sentence: str, status: int) -> Response:
    if "hx-request" in request.headers:
        line = pages.fragment("problem_line.html", request.app.state.ports, problem=sentence)
        return HTMLResponse(line, status, AIM)
    return pages.page(request, "problem.html", status=status, problem=sentence)
