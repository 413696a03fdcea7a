"""The entity data model: what each set holds, under the names that InforMEA's specification gives (1.5.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

NAMESPACE = "informea"


class Kind(StrEnum):
    """Type of a property, by its name in OData 2."""

    TEXT = "Edm.String"
    TIME = "Edm.DateTime"
    SHORT = "Edm.Int16"
    INTEGER = "Edm.Int32"
    LONG = "Edm.Int64"
    NUMBER = "Edm.Double"
    BOOLEAN = "Edm.Boolean"


@dataclass(frozen=True, slots=True)
class Property:
    """A value of its own. ``local``: a path of this server, which is shown with the address it was asked under."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """A list of rows of another type; ``same_as`` names the list that this is a second spelling of."""

    name: str
    type: EntityType
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class EntityType:
    """What a row holds. Every type has a text ``id``, which is its key; ``shown`` is what a row is in one word."""

    name: str
    properties: tuple[Property, ...]
    navigations: tuple[Navigation, ...] = ()
    shown: str = "id"

    def property(self, name: str) -> Property | None:
        """The property of this name, in whatever case it is written."""
        return next((p for p in self.properties if p.name.lower() == name.lower()), None)

    def navigation(self, name: str) -> Navigation | None:
        """The list of this name, in whatever case it is written."""
        return next((n for n in self.navigations if n.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class EntitySet:
    """A collection with an address; those of parts (titles, files …) are not in the service document."""

    name: str
    type: EntityType
    listed: bool = True


def _text(*names: str) -> tuple[Property, ...]:
    """Optional texts; a name that ends in ``!`` is required."""
    return tuple(Property(n.rstrip("!"), required=n.endswith("!")) for n in names)


def _times(*names: str) -> tuple[Property, ...]:
    return tuple(Property(n.rstrip("!"), Kind.TIME, required=n.endswith("!")) for n in names)


_VERSION = Property("protocolVersion", Kind.SHORT, required=True)
_PLACE = (Property("latitude", Kind.NUMBER), Property("longitude", Kind.NUMBER))

STRING = EntityType("LocalizableString", _text("id!", "language!", "value!"), shown="value")
TERM = EntityType("VocabularyTerm", _text("id!", "term!", "namespace!", "termURI"), shown="term")
FILE = EntityType(
    "File",
    (
        *_text("id!"),
        Property("url", required=True, local=True),
        *_text("mimeType!", "language!", "filename"),
        Property("size", Kind.LONG),
    ),
    shown="filename",
)
AUTHOR = EntityType("Author", _text("id!", "type!", "name!"), shown="name")
IDENTIFIER = EntityType("Identifier", _text("id!", "name!", "value!"), shown="value")
KEYWORD = EntityType("Keyword", _text("id!", "termURI!", "scope!", "literalForm!", "sourceURL"), shown="literalForm")
TAG = EntityType("Tag", _text("id!", "language!", "scope!", "value!", "comment"), shown="value")
REFERENCE = EntityType("Reference", _text("id!", "type!", "refId!", "entityType!", "refURI!"), shown="refId")
VALUE = EntityType("Value", _text("id!", "value!"), shown="value")
AMOUNT = EntityType(
    "Amount", (*_text("id!", "kind!"), Property("value", Kind.LONG, required=True), *_text("currency!")), shown="kind"
)

_TITLE = (Navigation("title", STRING), Navigation("titles", STRING, same_as="title"))
_DESCRIPTION = (Navigation("description", STRING), Navigation("descriptions", STRING, same_as="description"))
_FILES = Navigation("files", FILE)

DECISION = EntityType(
    "Decision",
    (
        _VERSION,
        *_text("id!", "link", "type!", "status!", "number!", "treaty!"),
        *_times("published!", "updated"),
        *_text("meetingId", "meetingTitle", "meetingUrl"),
        Property("displayOrder", Kind.INTEGER),
        *_text("treatyUUID"),
    ),
    (
        *_TITLE,
        Navigation("longTitle", STRING),
        Navigation("summary", STRING),
        Navigation("content", STRING),
        Navigation("keywords", TERM),
        _FILES,
    ),
)
MEETING = EntityType(
    "Meeting",
    (
        _VERSION,
        *_text("id!", "treaty!", "url"),
        *_times("start", "end"),
        *_text("repetition", "kind", "type", "access", "status!", "imageUrl", "imageCopyright", "location", "city"),
        *_text("country"),
        *_PLACE,
        Property("virtual", Kind.BOOLEAN),
        *_times("updated"),
    ),
    (*_TITLE, *_DESCRIPTION, Navigation("treaties", VALUE)),
)
DOCUMENT = EntityType(
    "Document",
    (
        *_text("id!", "schemaVersion!"),
        *_times("published", "updated"),
        *_text("treaty", "thumbnailUrl", "country"),
        Property("displayOrder", Kind.INTEGER),
        *_text("copyright", "url"),
    ),
    (
        Navigation("treaties", VALUE),
        Navigation("authors", AUTHOR),
        *_TITLE,
        *_DESCRIPTION,
        _FILES,
        Navigation("identifiers", IDENTIFIER),
        Navigation("keywords", KEYWORD),
        Navigation("tags", TAG),
        Navigation("referenceToEntities", REFERENCE),
        Navigation("types", VALUE),
    ),
)
COUNTRY_REPORT = EntityType(
    "CountryReport",
    (_VERSION, *_text("id!", "treaty!", "country!", "url"), *_times("submission", "updated")),
    (*_TITLE, _FILES),
)
NATIONAL_PLAN = EntityType(
    "NationalPlan",
    (_VERSION, *_text("id!", "treaty!", "country!", "type!", "url"), *_times("submission", "updated")),
    (*_TITLE, _FILES),
)
SITE = EntityType(
    "Site",
    (*_text("id!", "type!", "country!", "treaty!", "url"), *_PLACE, *_times("updated")),
    (Navigation("name", STRING),),
)
TREATY = EntityType(
    "Treaty",
    (
        *_text("id!", "UUID", "url", "titleEnglish!", "officialNameEnglish", "treatyWebsiteURL"),
        *_times("updated"),
    ),
    (*_TITLE, *_DESCRIPTION),
)
COUNTRY_PROFILE = EntityType(
    "CountryProfile",
    (
        *_text("id!", "country!", "treaty!"),
        *_times("entryIntoForce"),
        *_text("entryIntoForceStatus"),
        *_times("statusDate"),
        *_text("note"),
        *_times("updated"),
    ),
)
PROJECT = EntityType(
    "Project",
    (
        _VERSION,
        *_text("id!", "treaty", "url", "status", "funder", "fundSource", "period"),
        *_times("updated"),
    ),
    (
        *_TITLE,
        Navigation("treaties", VALUE),
        Navigation("countries", VALUE),
        Navigation("agencies", VALUE),
        Navigation("amounts", AMOUNT),
    ),
)

SETS = (
    EntitySet("Decisions", DECISION),
    EntitySet("Meetings", MEETING),
    EntitySet("Documents", DOCUMENT),
    EntitySet("CountryReports", COUNTRY_REPORT),
    EntitySet("NationalPlans", NATIONAL_PLAN),
    EntitySet("Sites", SITE),
    EntitySet("Treaties", TREATY),
    EntitySet("CountryProfiles", COUNTRY_PROFILE),
    EntitySet("Projects", PROJECT),
    *(
        EntitySet(f"{part.name}s", part, listed=False)
        for part in (STRING, TERM, FILE, AUTHOR, IDENTIFIER, KEYWORD, TAG, REFERENCE, VALUE, AMOUNT)
    ),
)


def entity_set(name: str) -> EntitySet | None:
    """The set of this name."""
    return next((s for s in SETS if s.name == name), None)


def set_of(type_: EntityType) -> EntitySet:
    """The set that holds the rows of a type."""
    return next(s for s in SETS if s.type is type_)


def types() -> Iterator[EntityType]:
    """All types, in the order of their sets."""
    return (s.type for s in SETS)
