"""The command that serves."""

from __future__ import annotations

from pathlib import Path

import click

from search_api.cli.options import say, settings_for


@click.command("serve")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Directory of the base.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one.")
def serve_command(data: Path | None, host: str | None, port: int | None) -> None:
    """Serve pages, API and SPARQL until interrupted. Other processes may ingest meanwhile."""
    import uvicorn

    from search_api.app import create_app
    from search_api.wire import BoundedProtocol

    settings = settings_for(data, host=host, port=port)
    app = create_app(settings)
    say(f"mea-kg serves {settings.data} at http://{settings.host}:{settings.port}/")
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=BoundedProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(settings.trusted_proxies),
    )
