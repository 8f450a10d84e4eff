"""Logging in with a key, for people at a browser: it comes once, and a cookie stays that no script reads."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.publish.adapters.pages.rendering import page
from services.publish.adapters.problems import Failed
from shared.access.answers import LOGIN
from shared.access.guard import COOKIE, Credentials, Entrance, caller_of
from shared.access.keys import Caller

#: Bytes of the form, at most: a key, and the address to go back to.
_MOST_BYTES = 10_000


def login_pages(entrance: Entrance, session_hours: float) -> APIRouter:
    """The routes that open and end a session."""
    router = APIRouter()
    seconds = int(session_hours * 3600)

    @router.get(LOGIN)
    async def form(request: Request) -> Response:
        back = own_path(request.query_params.get("next", ""))
        return page(request, "login.html", back=back, wrong=None, who=caller_of(request))

    @router.post(LOGIN)
    async def log_in(request: Request) -> Response:
        said = await _form(request)
        back, key = own_path(said.get("next", "")), said.get("key", "").strip()
        found = await entrance.holder(request, Credentials(key, is_session=False))
        if not isinstance(found, Caller):
            told = page(request, "login.html", found.status, back=back, wrong=found.detail, who=None)
            told.headers.update({name: value for name, value in found.headers if name == "retry-after"})
            return told
        answer = RedirectResponse(back, 303, {"cache-control": "no-store"})
        _give(answer, await entrance.keys.open_session(found, seconds), seconds, request)
        return answer

    @router.post("/logout")
    async def log_out(request: Request) -> Response:
        token = request.cookies.get(COOKIE)
        if token:
            await entrance.keys.close_session(token)
        answer = RedirectResponse(LOGIN, 303, {"cache-control": "no-store"})
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return router


def own_path(text: str) -> str:
    """The address to go back to, where it is one of ours; else the first page.

    A backslash or control character could make a browser read another host out of a path.
    """
    is_own = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if is_own else "/"


def _give(answer: Response, token: str, seconds: int, request: Request) -> None:
    is_secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=seconds, httponly=True, samesite="strict", secure=is_secure, path="/")


async def _form(request: Request) -> dict[str, str]:
    """The fields of the form, each once."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Failed(415, "unsupported_type", "content-type: send a form.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise Failed(413, "too_large", f"The form is larger than {_MOST_BYTES} bytes.")
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    return {name: values[0] for name, values in fields.items()}
