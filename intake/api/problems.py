"""Errors as problem+json (RFC 9457), in one place. No answer repeats what was sent."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from intake import texts
from intake.domain.errors import IntakeError, KeyNeeded, ScopeNeeded, TooManyRequests

MEDIA_TYPE = "application/problem+json"
CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 403: "not_allowed"}


class FieldError(BaseModel):
    pointer: str
    code: str
    message: str


class Problem(BaseModel):
    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def problem(
    status: int, code: str, *, errors: list[FieldError] | None = None, **values: Any
) -> JSONResponse:
    body = Problem(
        type=f"urn:yihao:problem:{code}",
        title=texts.problem_title(code),
        status=status,
        detail=texts.problem(code, **values),
        errors=errors or [],
    )
    return JSONResponse(body.model_dump(), status, media_type=MEDIA_TYPE)


def answer(error: IntakeError) -> JSONResponse:
    detail = texts.problem(error.code, **error.values)
    fields = []
    if error.pointer:
        fields = [FieldError(pointer=error.pointer, code=error.code, message=detail)]
    said = problem(error.status, error.code, errors=fields, **error.values)
    if isinstance(error, KeyNeeded | ScopeNeeded):  # RFC 6750
        lacks = ' error="insufficient_scope"' if isinstance(error, ScopeNeeded) else ""
        said.headers["WWW-Authenticate"] = f"Bearer{lacks}"
    if isinstance(error, TooManyRequests):
        said.headers["Retry-After"] = str(error.values["seconds"])
    return said


def invalid(error: RequestValidationError) -> JSONResponse:
    rows = error.errors()
    if any(row["type"] == "json_invalid" for row in rows):
        return problem(400, "bad_json")
    fields = [
        FieldError(pointer=_pointer(row["loc"]), code=row["type"], message=row["msg"])
        for row in rows
    ]
    return problem(422, "invalid", errors=fields)


def _pointer(where: tuple[int | str, ...]) -> str:
    inside = where[1:] if where and where[0] in ("body", "header", "query", "path") else where
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in inside)


def install(app: FastAPI) -> None:
    """Answer under /api/ with problems; everything else is left to the pages' own handler."""

    @app.exception_handler(IntakeError)
    def _(request: Request, error: IntakeError) -> JSONResponse:  # noqa: ARG001
        return answer(error)

    @app.exception_handler(Exception)
    def _(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
        return problem(500, "unknown")

    @app.exception_handler(RequestValidationError)
    def _(request: Request, error: RequestValidationError) -> JSONResponse:  # noqa: ARG001
        return invalid(error)

    @app.exception_handler(HTTPException)
    def _(request: Request, error: HTTPException) -> JSONResponse:  # noqa: ARG001
        code = CODES.get(error.status_code, "unknown")
        response = problem(error.status_code, code)
        response.headers.update(error.headers or {})
        return response
