"""``$metadata``: the schema as EDMX, for OData 2 (CSDL 2) and OData 4 (CSDL 4)."""

from __future__ import annotations

from typing import Any

from lxml import etree

from search_api.feeds.informea.atom import METADATA
from search_api.feeds.informea.schema import NAMESPACE, SETS, EntityType, Kind, Navigation, set_of, types

EDMX_2 = "http://schemas.microsoft.com/ado/2007/06/edmx"
EDM_2 = "http://schemas.microsoft.com/ado/2008/09/edm"
EDMX_4 = "http://docs.oasis-open.org/odata/ns/edmx"
EDM_4 = "http://docs.oasis-open.org/odata/ns/edm"
CONTAINER = "InforMEA"


def metadata(*, new: bool) -> bytes:
    """The document: of OData 4 if ``new``, else of OData 2."""
    edmx, edm = (EDMX_4, EDM_4) if new else (EDMX_2, EDM_2)
    root = etree.Element(f"{{{edmx}}}Edmx", nsmap={"edmx": edmx}, Version="4.0" if new else "1.0")
    services = etree.SubElement(root, f"{{{edmx}}}DataServices", nsmap=None if new else {"m": METADATA})
    if not new:
        services.set(f"{{{METADATA}}}DataServiceVersion", "2.0")
    default: dict[Any, str] = {None: edm}
    schema = etree.SubElement(services, f"{{{edm}}}Schema", nsmap=default, Namespace=NAMESPACE)
    for type_ in types():
        _type(schema, type_, edm, new=new)
    if not new:
        for type_ in types():
            for navigation in type_.navigations:
                _association(schema, type_, navigation)
    _container(schema, edm, new=new)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _type(schema: etree._Element, type_: EntityType, edm: str, *, new: bool) -> None:
    element = etree.SubElement(schema, f"{{{edm}}}EntityType", Name=type_.name)
    key = etree.SubElement(element, f"{{{edm}}}Key")
    etree.SubElement(key, f"{{{edm}}}PropertyRef", Name="id")
    for p in type_.properties:
        kind = "Edm.DateTimeOffset" if new and p.kind is Kind.TIME else p.kind.value
        found = etree.SubElement(element, f"{{{edm}}}Property", Name=p.name, Type=kind)
        found.set("Nullable", "false" if p.required else "true")
        if p.kind is Kind.TIME:
            found.set("Precision", "3")
    for n in type_.navigations:
        found = etree.SubElement(element, f"{{{edm}}}NavigationProperty", Name=n.name)
        if new:
            found.set("Type", f"Collection({NAMESPACE}.{n.type.name})")
        else:
            found.set("Relationship", f"{NAMESPACE}.{_name(type_, n)}")
            found.set("FromRole", "whole")
            found.set("ToRole", "part")


def _association(schema: etree._Element, type_: EntityType, navigation: Navigation) -> None:
    element = etree.SubElement(schema, f"{{{EDM_2}}}Association", Name=_name(type_, navigation))
    for role, end, many in (("whole", type_, "0..1"), ("part", navigation.type, "*")):
        etree.SubElement(element, f"{{{EDM_2}}}End", Type=f"{NAMESPACE}.{end.name}", Role=role, Multiplicity=many)


def _container(schema: etree._Element, edm: str, *, new: bool) -> None:
    container = etree.SubElement(schema, f"{{{edm}}}EntityContainer", Name=CONTAINER)
    if not new:
        container.set(f"{{{METADATA}}}IsDefaultEntityContainer", "true")
    for set_ in SETS:
        type_ = f"{NAMESPACE}.{set_.type.name}"
        element = etree.SubElement(container, f"{{{edm}}}EntitySet", Name=set_.name, EntityType=type_)
        if new:
            if not set_.listed:
                element.set("IncludeInServiceDocument", "false")
            for n in set_.type.navigations:
                target = set_of(n.type).name
                etree.SubElement(element, f"{{{edm}}}NavigationPropertyBinding", Path=n.name, Target=target)
    if new:
        return
    for set_ in SETS:
        for n in set_.type.navigations:
            name = _name(set_.type, n)
            found = etree.SubElement(container, f"{{{edm}}}AssociationSet", Name=f"{name}Set")
            found.set("Association", f"{NAMESPACE}.{name}")
            for role, end in (("whole", set_), ("part", set_of(n.type))):
                etree.SubElement(found, f"{{{edm}}}End", Role=role, EntitySet=end.name)


def _name(type_: EntityType, navigation: Navigation) -> str:
    return f"{type_.name}_{navigation.name}"
