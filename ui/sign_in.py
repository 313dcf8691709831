"""Signing in with the organisation's own accounts (OIDC), and what must be set up for it.

`problem` is the rule for both the command line and the app: see docs/sign-in.md.
"""

from __future__ import annotations

import importlib.util
import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

CALLBACK = "/oauth2callback"
_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_SECRET = 32  # characters
_GUIDE = "docs/sign-in.md says how to set it up"


def is_loopback(address: str) -> bool:
    """Whether an address reaches this computer only; a name other than localhost does not."""
    if address.strip().casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip().strip("[]")).is_loopback
    except ValueError:
        return False


def refusal(
    secrets: Mapping[str, Any], address: str, host: str = "", *, guarded: bool = True
) -> str:
    """Why the app may not be shown as it is served; "" where it may.

    `address` is what it listens on ("" for every address of the computer), `host` the name and
    port by which the browser called it ("" where that is not known), `guarded` whether
    Streamlit refuses other websites' requests. Without sign-in only this computer is served,
    and only by its own names: another name is that of a proxy, or of a website that points its
    name here.
    """
    if not guarded:
        return (
            "other websites could use it through your browser: server.enableCORS and "
            "server.enableXsrfProtection must be on; start it with: quarterline ui"
        )
    if "auth" in secrets:
        return problem(secrets)
    if not address:
        return (
            "it is served on every address of this computer; start it with: quarterline ui, or "
            "streamlit run ui/app.py --server.address 127.0.0.1. To serve it to others, set up "
            f"sign-in: {_GUIDE}"
        )
    if is_loopback(address) and (not host or is_loopback(_name(host))):
        return ""
    return problem(secrets)


def _name(host: str) -> str:
    """The name in a header Host, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or host
    except ValueError:
        return host


def problem(secrets: Mapping[str, Any]) -> str:
    """Why sign-in cannot work with these secrets; "" where it can."""
    auth = secrets.get("auth")
    if not isinstance(auth, Mapping) or not auth:
        return f"sign-in is not set up: secrets.toml has no [auth]; {_GUIDE}"
    missing = [key for key in _KEYS if not str(auth.get(key) or "").strip()]
    if missing:
        return f"sign-in is not set up: [auth] has no {', '.join(missing)}; {_GUIDE}"
    back = urlsplit(str(auth["redirect_uri"]))
    if not back.path.endswith(CALLBACK) or not back.hostname:
        return f"[auth] redirect_uri must be an address that ends with {CALLBACK}; {_GUIDE}"
    if back.scheme != "https" and not is_loopback(back.hostname):
        return f"[auth] redirect_uri must begin with https://; {_GUIDE}"
    provider = urlsplit(str(auth["server_metadata_url"]))
    if provider.scheme != "https" and not is_loopback(provider.hostname or ""):
        return f"[auth] server_metadata_url must begin with https://; {_GUIDE}"
    if len(str(auth["cookie_secret"])) < _SECRET:
        return f"[auth] cookie_secret must have {_SECRET} characters or more; {_GUIDE}"
    if importlib.util.find_spec("authlib") is None:
        return f"sign-in needs the package Authlib: pip install 'quarterline[auth]'; {_GUIDE}"
    return ""


def public_host(secrets: Mapping[str, Any]) -> str:
    """The name under which people reach the app, as the redirect address has it, or ""."""
    auth = secrets.get("auth")
    uri = auth.get("redirect_uri", "") if isinstance(auth, Mapping) else ""
    return urlsplit(str(uri)).hostname or ""


def allowed(user: Mapping[str, Any], entries: Iterable[str] | None) -> bool:
    """Whether a signed-in person may read: their address, or its "@domain", is in `entries`.

    None lets in all whom the identity provider signs in; an address that the provider says
    is not verified never counts.
    """
    if entries is None:
        return True
    address = str(user.get("email") or "").strip().casefold()
    if "@" not in address or user.get("email_verified") is False:
        return False
    known = {str(entry).strip().casefold() for entry in entries}
    return address in known or f"@{address.rpartition('@')[2]}" in known


def allowed_entries(secrets: Mapping[str, Any]) -> list[str] | None:
    """The list `allowed` of the section [quarterline]; None where there is none."""
    section = secrets.get("quarterline")
    if not isinstance(section, Mapping) or "allowed" not in section:
        return None
    entries = section["allowed"]
    return [entries] if isinstance(entries, str) else [str(entry) for entry in entries]
