"""`quarterline ui`: Streamlit with its guards set on the command line.

It serves this computer only, or another address once signing in is set up (docs/sign-in.md).
"""

from __future__ import annotations

import os
import socket
import threading
import tomllib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from quarterline.errors import QuarterlineError
from quarterline.settings import LIBRARY_VARIABLE
from ui import sign_in

HOST = "127.0.0.1"
# What app.py imports, and the library that it opens.
_PAGES = ("track.library", "ui.view_search", "ui.view_operations", "ui.view_audit", "ui.view_help")


class PortError(QuarterlineError):
    """A port that cannot be served on."""


class AddressError(QuarterlineError):
    """An address that is not served on, since others could reach it without signing in."""


def flags(
    port: int, address: str = HOST, public: str = "", secrets: Sequence[Path] = ()
) -> list[str]:
    """Streamlit's settings for a private app; what is given here no settings file can change.

    Only pages that call it by a loopback name, or by `public` (the name under which people
    who sign in reach it), are served, so that a website which points its own name at this
    computer (DNS rebinding) gets nothing. `secrets` are the only files of secrets read.
    """
    settings = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": "true",
        "server.enableXsrfProtection": "true",
        "server.enableCORS": "true",
        "server.enableStaticServing": "false",
        "server.fileWatcherType": "none",
        "server.runOnSave": "false",
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": public or HOST,
        # Streamlit would look through everything that is held after every page, which takes longer
        # than most pages (0.3 s once 500 reports were audited); Python does so when it is due.
        "runner.postScriptGC": "false",
        "global.developmentMode": "false",
        "client.showErrorDetails": "none",
        "client.toolbarMode": "viewer",
        "logger.hideWelcomeMessage": "true",
    }
    names = dict.fromkeys((HOST, "localhost", *([public] if public else [])))
    hosts = [f"--server.allowedHosts={name}" for name in names]
    files = [f"--secrets.files={path}" for path in secrets]
    return [*(f"--{name}={value}" for name, value in settings.items()), *hosts, *files]


def check_port(port: int, address: str = HOST) -> None:
    """Raise PortError if `port` cannot be served on."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        # Like Streamlit's own server: a port whose last connection is closing can be used.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise PortError(
                f"port {port} cannot be used ({error.strerror}); name a free one, "
                f"such as quarterline ui --port {port + 1 if port < 65535 else 8501}"
            ) from error


def check_address(address: str, secrets: dict[str, Any]) -> None:
    """Raise AddressError for one that others can reach, unless signing in is set up.

    Secrets that set up signing in wrongly are refused on any address.
    """
    if sign_in.is_loopback(address) and "auth" not in secrets:
        return
    wrong = sign_in.problem(secrets)
    if wrong:
        raise AddressError(
            f"the app is not served on {address}: {wrong}, or serve this computer only with: "
            "quarterline ui"
        )


def secret_files() -> list[Path]:
    """The files of secrets there are: the user's, then the folder's, which goes first."""
    folders = dict.fromkeys((Path.home(), Path.cwd()))
    files = [folder / ".streamlit" / "secrets.toml" for folder in folders]
    return [path for path in files if path.is_file()]


def read_secrets(files: Sequence[Path]) -> dict[str, Any]:
    """What Streamlit will read of them: sections of later files replace those of earlier ones."""
    found: dict[str, Any] = {}
    for path in files:
        try:
            found |= tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise AddressError(f"{path} cannot be read as TOML ({error}); correct it") from error
    return found


def serve(library: Path, port: int, address: str = HOST) -> None:
    """Serve the app over `library` until it is interrupted. Raises PortError, AddressError."""
    files = secret_files()
    secrets = read_secrets(files)
    check_address(address, secrets)
    check_port(port, address)
    os.environ[LIBRARY_VARIABLE] = str(library.absolute())
    from streamlit.web import cli  # noqa: PLC0415 - takes a second to load

    shown = f"[{address}]" if ":" in address else address
    print(f"Quarterline is at http://{shown}:{port} (stop it with Ctrl+C)", flush=True)
    script = Path(__file__).with_name("app.py")
    given = flags(port, address, sign_in.public_host(secrets), files)
    threading.Thread(target=_load_pages, name="quarterline-pages", daemon=True).start()
    cli.main(["run", str(script), *given], prog_name="quarterline ui", standalone_mode=False)


def _load_pages() -> None:
    """Load what the first page needs, while the server and the browser start.

    A page that is asked for meanwhile waits for the rest of it, no more.
    """
    for name in _PAGES:
        import_module(name)
