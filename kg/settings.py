"""Every setting, read once at start from ``MEA_KG_…`` variables into one object.

Limits are settings from the first day; each has a default, a line in
``docs/settings.md`` and a test that reaches it.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings with their defaults. Times are in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="MEA_KG_", frozen=True, extra="ignore")

    data: Path = Field(Path("data"), description="Directory that holds the base.")
    base_uri: str = Field("http://localhost:8000/", description="All URIs start with it; ends in a slash.")
    host: str = Field("127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(8000, description="Port that `serve` listens on.")
    api_key_sha256: str = Field("", description="SHA-256 (hex) of the key writers send; empty: writing by HTTP is off.")

    model: str = Field(
        "",
        description="Encoder: `bundled`, or a sentence-transformers model by name or path; "
        "empty: the one that the base was built with, `bundled` for a new base.",
    )
    model_cache: Path | None = Field(
        None, description="Where the bundled encoder is unpacked; default: the user's cache."
    )
    encoder_threads: int = Field(0, description="Threads of the encoder; 0: one for each core.")
    truncate_dim: int | None = Field(
        None, description="Keep only this many dimensions of a sentence-transformers model."
    )

    generator_url: str = Field(
        "", description="Base URL of an OpenAI-compatible endpoint that may word answers; empty: none is asked."
    )
    generator_model: str = Field("", description="Name of the model there.")
    generator_key: str = Field("", description="Key sent to it as a bearer token.", repr=False)
    generator_time: float = Field(20.0, description="An answer that takes it longer is not waited for.")
    generator_tokens: int = Field(400, description="Longest answer asked of it, in tokens.")

    query_time: float = Field(
        10.0,
        description="A SPARQL query may be silent for this long, and take six times this in all.",
    )
    query_memory: int = Field(2 << 30, description="Memory of one SPARQL worker process.")
    query_length: int = Field(100_000, description="Longest SPARQL query taken, in characters.")
    query_nesting: int = Field(200, description="Deepest nesting of brackets in a SPARQL query.")
    query_bytes: int = Field(256 << 20, description="A SPARQL result is cut off after this many bytes.")
    query_rows: int = Field(1_000_000, description="Most rows of one SPARQL SELECT result.")
    query_workers: int = Field(3, ge=1, description="Quick SPARQL queries that run at the same time.")
    query_slice: float = Field(
        0.1, description="A SPARQL query that has used more processor time than this counts as slow."
    )
    query_slow_workers: int = Field(2, ge=1, description="Slow SPARQL queries that run at the same time.")
    query_queue: int = Field(1000, description="SPARQL queries that may wait for their first turn.")
    query_client_queue: int = Field(250, description="Of those, queries of one client, with those that run.")
    query_slow_queue: int = Field(60, description="Slow SPARQL queries that may wait for their turn.")
    query_client_slow: int = Field(25, description="Of those, queries of one client, with those that run.")
    query_wait: float = Field(30.0, description="A SPARQL query may wait so long for its turn.")
    query_cache: int = Field(64 << 20, description="Bytes of SPARQL results that are held for the next one who asks.")
    query_searches: int = Field(3, description="Search functions (`mea:search`, `mea:words`) in one SPARQL query.")
    query_search_hits: int = Field(200, le=200, description="Most passages that a search function in a query gives.")
    query_search_time: float = Field(5.0, description="The searches of one SPARQL query may take this long together.")
    federation_hosts: tuple[str, ...] = Field(
        (), description="Servers that SERVICE and LOAD may call, as `host` or `host:port`; none by default."
    )
    federation_calls: int = Field(8, description="Most SERVICE clauses of one query, or LOAD operations of one update.")
    federation_bytes: int = Field(
        4 << 20, description="Largest answer of another server to a SERVICE clause or a LOAD."
    )

    update_endpoint: bool = Field(
        False, description="Take SPARQL Update at `/update` and the Graph Store Protocol at `/graph-store`."
    )
    update_time: float = Field(
        30.0, description="A SPARQL update, or reading a graph that was sent, may take this long."
    )
    update_bytes: int = Field(16 << 20, description="Largest update or graph that is taken over HTTP.")
    update_graph_bytes: int = Field(256 << 20, description="Largest graph that clients may make, as N-Triples.")
    update_graphs: int = Field(1000, description="Most graphs that clients may keep.")
    update_queue: int = Field(16, description="Updates that may wait for their turn.")

    request_rate: str = Field(
        "600/minute", description="Requests one client may make; SPARQL has limits of its own instead."
    )
    trusted_proxies: tuple[str, ...] = Field(
        (), description="Addresses or networks of proxies whose X-Forwarded-For names the client."
    )
    upload_bytes: int = Field(100 << 20, description="Largest file that is read.")
    container_bytes: int = Field(500 << 20, description="Most bytes a zip container (DOCX, XLSX) may unpack to.")
    document_pages: int = Field(2000, description="Most pages of one document.")
    tesseract: str = Field("tesseract", description="Program for text recognition; empty: scans are refused.")
    picture_pixels: int = Field(100_000_000, description="Most pixels of a picture (PNG) whose text is recognised.")
    ocr_time: float = Field(60.0, description="Recognising one page is ended after this long.")
    ocr_pages: int = Field(100, description="Most pages of one document whose text is recognised.")
    reader_processes: int = Field(2, ge=1, description="Files of a batch that are read at a time.")
    reader_time: float = Field(120.0, description="A reader process is ended after this long.")
    reader_memory: int = Field(2 << 30, description="Memory of one reader process.")
    publish_delay: float = Field(
        1.2, description="A commit is visible to readers after this long; later while publishing itself takes long."
    )
    refresh_interval: float = Field(0.5, description="How often a server looks for a new generation.")
    search_lists: int = Field(
        500, ge=0, description="Lists of search results that are kept for their further pages, the last ones asked for."
    )
    search_worker: bool = Field(
        True, description="Whether a second process searches while several questions are under way; needs two cores."
    )
    page_size: int = Field(20, description="Items on one page of a list unless asked otherwise.")
    page_size_max: int = Field(200, description="Most items on one page of a list.")

    feed_page_size: int = Field(100, ge=2, le=1000, description="Changes or records on one page of a feed.")
    feed_page_bytes: int = Field(4 << 20, description="An OAI-PMH page ends after this much content.")
    dumps_kept: int = Field(3, ge=1, description="Dumps kept for download; older ones are removed.")
    publisher: str = Field("mea-kg", description="Who runs the base: its name in feeds and in the catalogue.")
    admin_email: str = Field("postmaster@example.org", description="Address that harvesters may write to.")
    data_license: str = Field("", description="URL of the licence of the data, for the catalogue.")

    informea_page_size: int = Field(
        1000,
        ge=100,
        description="Most rows on one page of the feeds for InforMEA; its harvester asks for 100 and needs them.",
    )
    informea_harvest_time: float = Field(
        900.0, description="A harvest that pages through a feed for InforMEA may pause this long between two pages."
    )

    sources: Path | None = Field(None, description="Folder of your own source declarations (YAML) for `harvest`.")
    harvest_scheduled: tuple[str, ...] = Field(
        (), description="Sources that the server harvests whenever they are due by their own schedule."
    )
    harvest_look: float = Field(60.0, gt=0, description="How often a server looks for sources that are due.")
    harvest_keys: dict[str, dict[str, str]] = Field(
        {}, description="Headers with keys by source, sent to the source's own host only."
    )
    harvest_agent: str = Field("mea-kg", description="Name that sources see, and look for in their robots.txt.")
    harvest_private: bool = Field(False, description="Whether sources may lie on hosts without a public address.")
    harvest_connect_time: float = Field(10.0, gt=0, description="A source has this long to accept a connection.")
    harvest_silence: float = Field(60.0, gt=0, description="A source may be silent for this long within an answer.")
    harvest_answer_time: float = Field(600.0, gt=0, description="One answer of a source may take this long in all.")
    harvest_redirects: int = Field(5, ge=0, description="Redirects that are followed for one request.")
    harvest_attempts: int = Field(5, ge=1, description="Times that a request is tried.")
    harvest_backoff: float = Field(2.0, ge=0, description="Wait after a first failure; it doubles with each other.")
    harvest_wait: float = Field(600.0, ge=0, description="Longest wait that a source may ask for in Retry-After.")
    harvest_pause: float = Field(1.0, ge=0, description="Pause between two requests to the same site, at least.")
    harvest_pages: int = Field(20_000, ge=1, description="Most pages (or documents of a site) in one harvest.")
    harvest_resume: float = Field(
        86_400.0, ge=0, description="An unfinished harvest is gone on with for this long; later it starts again."
    )
    harvest_loss: float = Field(
        0.5, ge=0, le=1, description="A harvest that would remove more than this share of a source is refused."
    )

    def cache_dir(self) -> Path:
        """Directory for files derived from packages (the unpacked encoder)."""
        return self.model_cache or Path.home() / ".cache" / "mea-kg"
