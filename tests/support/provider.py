"""A provider of logins (OpenID Connect) on a real socket, that can be told to lie.

It checks what a provider has to check: the client's secret, the address to go back to, PKCE.
"""

import hashlib
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Header, HTTPException
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support.city import free_port

CLIENT, SECRET = "yihao", "a secret of the client"


@dataclass
class Provider:
    issuer: str
    subject: str = "sub-of-li"
    lies: dict = field(default_factory=dict)  # claims of the token that are not as they should be
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    signs_with: RSAKey | None = None  # another key than the one it publishes
    algorithm: str = "RS256"
    says_it_is: str = ""  # in its own description
    asked: dict = field(default_factory=dict)  # by code
    ended: int = 0

    def token(self, asked: dict) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": asked["nonce"],
            "iat": now, "exp": now + 300,
        } | self.lies  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "1"}
        return jwt.encode(header, claims, self.signs_with or self.key, algorithms=[self.algorithm])


def app_of(provider: Provider) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def described():
        paths = {
            "authorization_endpoint": "/authorize", "token_endpoint": "/token",
            "jwks_uri": "/keys", "end_session_endpoint": "/end",
        }  # fmt: skip
        own = {name: provider.issuer + path for name, path in paths.items()}
        return own | {"issuer": provider.says_it_is or provider.issuer}

    @app.get("/keys")
    def keys():
        return {"keys": [provider.key.as_dict(private=False)]}

    @app.get("/authorize")
    def authorize(
        client_id: str, redirect_uri: str, state: str, nonce: str, code_challenge: str,
        response_type: str, scope: str, code_challenge_method: str,
    ):  # fmt: skip
        assert (client_id, response_type, code_challenge_method) == (CLIENT, "code", "S256")
        assert "openid" in scope.split()
        code = secrets.token_urlsafe(8)
        provider.asked[code] = {
            "nonce": nonce, "challenge": code_challenge, "redirect_uri": redirect_uri,
        }  # fmt: skip
        back = urlencode({"code": code, "state": state, "iss": provider.issuer})
        return RedirectResponse(f"{redirect_uri}?{back}", 303)

    @app.post("/token")
    def token(
        code: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        authorization: Annotated[str, Header()],
    ):
        asked = provider.asked.pop(code, None)
        shown = b64decode(authorization.removeprefix("Basic ")).decode()
        verified = urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest())
        if (
            asked is None
            or shown.partition(":")[0] != CLIENT
            or asked["redirect_uri"] != redirect_uri
            or asked["challenge"] != verified.decode().rstrip("=")
        ):
            raise HTTPException(400, "invalid_grant")
        return {"access_token": "x", "token_type": "Bearer", "id_token": provider.token(asked)}

    @app.get("/end")
    def end(client_id: str, post_logout_redirect_uri: str):
        provider.ended += 1
        return RedirectResponse(post_logout_redirect_uri, 303)

    return app


@contextmanager
def a_provider() -> Iterator[Provider]:
    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}")
    config = uvicorn.Config(
        app_of(provider), port=port, log_level="critical", ws="none", access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield provider
    server.should_exit = server.force_exit = True
    thread.join(10)
