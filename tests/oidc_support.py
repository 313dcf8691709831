"""A tiny identity provider (OpenID Connect) on loopback, and the app served with sign-in."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT = "quarterline"
CLIENT_SECRET = "a secret of the tests"  # noqa: S105


@dataclass
class Provider:
    """The people who have an account (e-mail: whether verified), and what was asked."""

    people: dict[str, bool]
    issuer: str = ""
    redirect_uri: str = ""
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    key: Any = None

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def choose(self, query: dict[str, str]) -> str:
        """The page on which a person chooses an account."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["redirect_uri"] == self.redirect_uri
        ways = "".join(
            f'<p><a href="/grant?{html.escape(urlencode({**query, "email": email}))}">{email}</a></p>'
            for email in self.people
        )
        return f"<!doctype html><title>Provider</title><h1>Choose an account</h1>{ways}"

    def grant(self, query: dict[str, str]) -> str:
        """Where the browser goes with its code."""
        code = secrets.token_urlsafe(16)
        self.grants[code] = query
        return f"{self.redirect_uri}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        from joserfc import jwt  # noqa: PLC0415 - comes with Authlib

        given = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        own = form.get("client_secret") == CLIENT_SECRET and form.get("client_id") == CLIENT
        assert own or authorization == f"Basic {given}"
        query = self.grants.pop(form["code"])
        if "code_challenge" in query:
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == query["code_challenge"]
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": query["email"], "iat": now, "exp": now + 300,
            "email": query["email"], "email_verified": self.people[query["email"]],
            "nonce": query.get("nonce", ""),
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return {
            "access_token": "none",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": signed,
        }


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, _flat(urlsplit(self.path).query)
            provider.asked.append(path)
            if path == "/.well-known/openid-configuration":
                self._json(provider.metadata())
            elif path == "/jwks":
                self._json({"keys": [provider.key.as_dict(private=False)]})
            elif path == "/authorize":
                self._send(provider.choose(query).encode(), "text/html; charset=utf-8")
            elif path == "/grant":
                self.send_response(302)
                self.send_header("Location", provider.grant(query))
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            form = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
            provider.asked.append(self.path)
            self._json(provider.token(form, self.headers.get("Authorization", "")))

        def _json(self, value: object) -> None:
            self._send(json.dumps(value).encode(), "application/json")

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Not on the tests' terminal."""

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def providing(people: dict[str, bool]) -> Iterator[Provider]:
    from joserfc.jwk import RSAKey  # noqa: PLC0415 - comes with Authlib

    provider = Provider(people)
    provider.key = RSAKey.generate_key(2048, auto_kid=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def write_secrets(folder: Path, provider: Provider, port: int, allowed: Sequence[str]) -> None:
    provider.redirect_uri = f"http://127.0.0.1:{port}/oauth2callback"
    path = folder / ".streamlit" / "secrets.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        f'[auth]\nredirect_uri = "{provider.redirect_uri}"\n'
        f'cookie_secret = "{secrets.token_hex(32)}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{CLIENT_SECRET}"\n'
        f'server_metadata_url = "{provider.issuer}/.well-known/openid-configuration"\n'
        f"[quarterline]\nallowed = {json.dumps(list(allowed))}\n",
        encoding="utf-8",
    )
