-- The truth of a base. Everything else (graph, vectors, words) is rebuilt from here.
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A document, a table of records or a taxonomy; removed ones stay as tombstones without content.
CREATE TABLE IF NOT EXISTS item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,                 -- document, records, taxonomy
  key TEXT NOT NULL,                  -- unique within its kind; names the graph {base}graph/{kind}/{key}
  work TEXT,                          -- documents: key shared by the language versions
  title TEXT NOT NULL,
  language TEXT,
  source TEXT NOT NULL,               -- file name or URL shown to people
  origin TEXT NOT NULL,               -- where exactly it came from; the same origin again is a new version
  media_type TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  sequence INTEGER NOT NULL,          -- of its last change
  version INTEGER NOT NULL,
  created TEXT NOT NULL,
  updated TEXT NOT NULL,
  metadata TEXT NOT NULL,             -- JSON: masthead, kind, filters
  triples BLOB,                       -- zlib, N-Triples; NULL once removed
  removed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, key)
);
CREATE INDEX IF NOT EXISTS item_sha256 ON item (sha256);
CREATE INDEX IF NOT EXISTS item_origin ON item (origin);
CREATE INDEX IF NOT EXISTS item_sequence ON item (sequence);
CREATE INDEX IF NOT EXISTS item_work ON item (work);

-- Every content an item ever had; its bytes lie under blobs/ by their hash.
CREATE TABLE IF NOT EXISTS version (
  item INTEGER NOT NULL REFERENCES item (id), version INTEGER NOT NULL, sha256 TEXT NOT NULL,
  origin TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (item, version)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS version_sha256 ON version (sha256);

-- Keys that an item had before a better identifier arrived.
CREATE TABLE IF NOT EXISTS redirect (
  kind TEXT NOT NULL, key TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS passage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice, so that an index may lag behind safely
  item INTEGER NOT NULL REFERENCES item (id),
  eid TEXT NOT NULL, part TEXT NOT NULL, number TEXT, kind TEXT NOT NULL,
  text TEXT NOT NULL, language TEXT NOT NULL, ordinal INTEGER NOT NULL, page INTEGER,
  emphasis TEXT NOT NULL, mentions TEXT NOT NULL,  -- JSON
  vector_hash TEXT NOT NULL,
  UNIQUE (item, eid)
);
CREATE INDEX IF NOT EXISTS passage_vector ON passage (vector_hash);
CREATE INDEX IF NOT EXISTS passage_language ON passage (language, id, vector_hash);

-- One vector for each text, so that the same text is encoded once; chunks: those of its chunks, see embedding/chunks.py.
CREATE TABLE IF NOT EXISTS vector (hash TEXT PRIMARY KEY, value BLOB NOT NULL, chunks BLOB) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS change (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  action TEXT NOT NULL CHECK (action IN ('create', 'update', 'delete')),
  item INTEGER NOT NULL REFERENCES item (id),
  title TEXT NOT NULL, sha256 TEXT NOT NULL,
  at TEXT NOT NULL,                   -- never before that of an earlier change
  kind TEXT, key TEXT, language TEXT  -- as they were then: a later key must not rewrite history
);
CREATE INDEX IF NOT EXISTS change_identity ON change (kind, key, sequence);
CREATE INDEX IF NOT EXISTS change_at ON change (at);

-- What an item's statements are made of, counted when they are written (see statistics.py).
CREATE TABLE IF NOT EXISTS statistic (
  item INTEGER NOT NULL REFERENCES item (id),
  kind TEXT NOT NULL,                 -- the item's
  aspect TEXT NOT NULL,               -- all, class, property
  term TEXT NOT NULL,                 -- IRI of the class or property; empty for all
  triples INTEGER NOT NULL, subjects INTEGER NOT NULL, objects INTEGER NOT NULL,
  PRIMARY KEY (item, aspect, term)
) WITHOUT ROWID;

-- Their sums over the living items of each kind, so that nobody has to add them up.
CREATE TABLE IF NOT EXISTS statistic_sum (
  kind TEXT NOT NULL, aspect TEXT NOT NULL, term TEXT NOT NULL,
  triples INTEGER NOT NULL, subjects INTEGER NOT NULL, objects INTEGER NOT NULL,
  PRIMARY KEY (kind, aspect, term)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS statistic_added AFTER INSERT ON statistic BEGIN
  INSERT INTO statistic_sum VALUES (NEW.kind, NEW.aspect, NEW.term, NEW.triples, NEW.subjects, NEW.objects)
  ON CONFLICT DO UPDATE SET triples = triples + excluded.triples, subjects = subjects + excluded.subjects,
    objects = objects + excluded.objects;
END;
CREATE TRIGGER IF NOT EXISTS statistic_taken AFTER DELETE ON statistic BEGIN
  UPDATE statistic_sum SET triples = triples - OLD.triples, subjects = subjects - OLD.subjects,
    objects = objects - OLD.objects WHERE kind = OLD.kind AND aspect = OLD.aspect AND term = OLD.term;
END;

-- When each concept of a taxonomy came, changed (another hash of its statements) or went.
CREATE TABLE IF NOT EXISTS concept (
  uri TEXT PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES item (id),
  hash TEXT NOT NULL,
  created TEXT NOT NULL, changed TEXT NOT NULL,
  sequence INTEGER NOT NULL,          -- of its last change
  removed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS concept_item ON concept (item);

-- What each ingest run did with each source.
CREATE TABLE IF NOT EXISTS ledger (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT,
  outcome TEXT NOT NULL,              -- in progress, created, updated, unchanged, refused, removed, interrupted
  place TEXT, reason TEXT, started TEXT NOT NULL, ended TEXT
);
CREATE INDEX IF NOT EXISTS ledger_outcome ON ledger (outcome);

-- What validation found wrong with an item when it was last validated. It keeps nothing from being read.
CREATE TABLE IF NOT EXISTS violation (
  item INTEGER NOT NULL REFERENCES item (id),
  severity TEXT NOT NULL CHECK (severity IN ('violation', 'warning', 'info')),
  focus TEXT NOT NULL, path TEXT, value TEXT,  -- the thing, its property, the value: as text
  message TEXT NOT NULL,
  shape TEXT NOT NULL,                -- IRI of the rule
  at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS violation_item ON violation (item);
CREATE INDEX IF NOT EXISTS violation_focus ON violation (focus);
CREATE INDEX IF NOT EXISTS violation_value ON violation (value);
CREATE TRIGGER IF NOT EXISTS violation_gone AFTER UPDATE OF removed ON item WHEN NEW.removed = 1 BEGIN
  DELETE FROM violation WHERE item = NEW.id;
END;

-- When each record of a source came, changed (another hash of its statements) or went: numbers of changes.
CREATE TABLE IF NOT EXISTS record (
  uri TEXT NOT NULL,
  item INTEGER NOT NULL REFERENCES item (id),
  hash TEXT NOT NULL,
  since INTEGER NOT NULL, sequence INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (uri, item)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_item ON record (item, sequence);

-- Each run over a source, with its counts; `at` is where an unfinished one goes on, `mark` the newest time of a row.
CREATE TABLE IF NOT EXISTS harvest (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('full', 'incremental')),
  outcome TEXT NOT NULL,              -- running, done, incomplete, failed, interrupted
  started TEXT NOT NULL, touched TEXT NOT NULL, ended TEXT,
  pages INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,
  since TEXT, at TEXT, mark TEXT, message TEXT
);
CREATE INDEX IF NOT EXISTS harvest_source ON harvest (source, id);

-- What each source holds, as it was given last; rows that went stay without content.
CREATE TABLE IF NOT EXISTS harvested (
  source TEXT NOT NULL, key TEXT NOT NULL,
  hash TEXT NOT NULL, content BLOB,   -- zlib
  item TEXT,                          -- of a document: kind/key of what it became
  seen INTEGER NOT NULL,              -- the last run that met it
  changed TEXT NOT NULL, removed TEXT,
  PRIMARY KEY (source, key)
) WITHOUT ROWID;

-- Addresses that are asked for conditionally; the bodies lie under blobs/ by their hash.
CREATE TABLE IF NOT EXISTS fetched (
  url TEXT PRIMARY KEY, etag TEXT, modified TEXT, media_type TEXT NOT NULL, charset TEXT,
  sha256 TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;

-- Things that are the same although sources name them differently (or are not, although they look it): `one` < `other`.
CREATE TABLE IF NOT EXISTS identity (
  one TEXT NOT NULL, other TEXT NOT NULL,
  same INTEGER NOT NULL,
  by TEXT NOT NULL CHECK (by IN ('rule', 'person')),
  why TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (one, other)
) WITHOUT ROWID;

-- An item's statements as its source gave them, where the base shows its things under other URIs (zlib, N-Triples).
CREATE TABLE IF NOT EXISTS as_given (item INTEGER PRIMARY KEY REFERENCES item (id), triples BLOB NOT NULL);
-- Rows of records that were refused, with why; a row stands here or its record is in the base, never both.
CREATE TABLE IF NOT EXISTS quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  records TEXT NOT NULL,              -- key of the set of records that the row would belong to
  source TEXT NOT NULL, mapping TEXT NOT NULL,
  place TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  rule TEXT NOT NULL, reason TEXT NOT NULL, remedy TEXT NOT NULL,
  content TEXT NOT NULL,              -- JSON: the row
  at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS quarantine_records ON quarantine (records);
CREATE TRIGGER IF NOT EXISTS quarantine_gone AFTER UPDATE OF removed ON item
WHEN NEW.removed = 1 AND NEW.kind = 'records' BEGIN
  DELETE FROM quarantine WHERE records = NEW.key;
END;
