"""`quarterline ui`: Streamlit, on this computer only, with its guards set on the command line."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from quarterline.errors import QuarterlineError
from quarterline.settings import LIBRARY_VARIABLE

HOST = "127.0.0.1"


class PortError(QuarterlineError):
    """A port that cannot be served on."""


def flags(port: int) -> list[str]:
    """Streamlit's settings for a private app; what is given here no settings file can change.

    Only loopback is served, and only to pages that call it by a loopback name, so that a
    website which points its own name at this computer (DNS rebinding) gets nothing.
    """
    settings = {
        "server.address": HOST,
        "server.port": str(port),
        "server.headless": "true",
        "server.enableXsrfProtection": "true",
        "server.enableCORS": "true",
        "server.enableStaticServing": "false",
        "server.fileWatcherType": "none",
        "server.runOnSave": "false",
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": HOST,
        "global.developmentMode": "false",
        "client.showErrorDetails": "none",
        "client.toolbarMode": "viewer",
        "logger.hideWelcomeMessage": "true",
    }
    hosts = [f"--server.allowedHosts={name}" for name in (HOST, "localhost")]
    return [*(f"--{name}={value}" for name, value in settings.items()), *hosts]


def check_port(port: int) -> None:
    """Raise PortError if `port` cannot be served on."""
    with socket.socket() as probe:
        # Like Streamlit's own server: a port whose last connection is closing can be used.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortError(
                f"port {port} cannot be used ({error.strerror}); name a free one, "
                f"such as quarterline ui --port {port + 1 if port < 65535 else 8501}"
            ) from error


def serve(library: Path, port: int) -> None:
    """Serve the app over `library` until it is interrupted. Raises PortError."""
    check_port(port)
    os.environ[LIBRARY_VARIABLE] = str(library.absolute())
    from streamlit.web import cli  # noqa: PLC0415 - takes a second to load

    print(f"Quarterline is at http://{HOST}:{port} (stop it with Ctrl+C)", flush=True)
    script = Path(__file__).with_name("app.py")
    cli.main(["run", str(script), *flags(port)], prog_name="quarterline ui", standalone_mode=False)
