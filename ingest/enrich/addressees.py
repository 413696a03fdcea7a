"""Whom operative paragraphs address, in six languages, as regular expressions. No logic.

The groups are the concepts of ``ontology/taxonomies/addressees.ttl``; ``secretariat`` and the bodies are concepts of
``bodies``. Arabic is matched without vowel signs and with е for ё, as all folded text.
"""

from __future__ import annotations

from types import MappingProxyType

_DEVELOPING = (
    r"developing[\s-]country\s(?:parties|states)|parties\sthat\sare\sdeveloping\scountries|pays\sen\sdéveloppement\sparties"
    r"|parties\squi\ssont\sdes\spays\sen\sdéveloppement|partes\sque\sson\spaíses\sen\sdesarrollo"
    r"|сторон\w*,?\sявляющи\w+\sразвивающимися\sстранами|发展中国家缔约方|الأطراف\sمن\sالبلدان\sالنامية|الاطراف\sمن\sالبلدان\sالنامية"
)
_DEVELOPED = (
    r"developed[\s-]country\sparties|pays\sdéveloppés\sparties|partes\sque\sson\spaíses\sdesarrollados"
    r"|сторон\w*,?\sявляющи\w+\sразвитыми\sстранами|(?<!展中)发达国家缔约方|ال[أا]طراف\sمن\sالبلدان\sالمتقدمة"
)
_NON_PARTIES = (
    r"non-parties|states\sthat\sare\snot\sparties|états\snon\sparties|estados\sque\sno\sson\spartes|no\spartes"
    r"|государств\w*,\sне\sявляющи\w+\sсторонами|非缔约方|غير\sال[أا]طراف"
)
_PARTIES = (
    r"(?<!non-)(?<!of\sthe\s)\bparties\b|(?<!des\s)\bparties\b|(?<!de\slas\s)\bpartes\b|\b(?<!конференция\s)(?<!конференции\s)сторон(?:ы|ам|ами|у)?\b"
    r"|(?<!非)缔约方(?!大会)|(?<!مؤتمر\s)[وبل]?ال[أا]طراف|للأطراف|ل[أا]طراف"
)
_GOVERNMENTS = r"governments?|gouvernements?|gobiernos?|правительств\w*|各国政府|الحكومات|للحكومات"
_STAKEHOLDERS = (
    r"stakeholders?|parties\sprenantes|partes\sinteresadas|interesados|заинтересованн\w+\s(?:сторон\w*|субъект\w*)"
    r"|利益攸关方|利益相关方|[أا]صحاب\sالمصلحة"
)
_OTHERS = (
    r"observers|others\sin\sa\sposition\sto\sdo\sso|donors|observateurs|donateurs|observadores|donantes"
    r"|наблюдател\w+|донор\w*|观察员|捐助方|捐助者|المراقبين|الجهات\sالمانحة|المانحين"
)
_ORGANIZATIONS = (
    r"(?:international|intergovernmental|non-governmental|relevant|other)(?:\s\w+)?\sorgani[sz]ations"
    r"|organisations\s(?:internationales|intergouvernementales|non\sgouvernementales|compétentes)"
    r"|organizaciones\s(?:internacionales|intergubernamentales|no\sgubernamentales|pertinentes)"
    r"|(?:международн\w+|межправительственн\w+|неправительственн\w+|соответствующи\w+)\sорганизаци\w+"
    r"|(?:国际|政府间|非政府|相关)组织|المنظمات\s(?:الدولية|الحكومية\sالدولية|غير\sالحكومية|ذات\sالصلة)"
)
_ACADEMIA = (
    r"universit(?:y|ies)|academia|(?:research|academic)\s(?:institut\w+|cent(?:re|er)s?|organi[sz]ations)"
    r"|universités?|(?:instituts?|institutions|centres)\sde\srecherche|universidad(?:es)?"
    r"|(?:institutos|instituciones|centros)\sde\sinvestigación|университет\w*"
    r"|научн(?:о-исследовательск)?\w+\s(?:институт\w*|учреждени\w+)|(?:大学|各?研究机构|学术机构)"
    r"|ل?لجامعات|الجامعات|المؤسسات\s(?:البحثية|ال[أا]كاديمية)|معاهد\sالبحوث"
)
_CENTRES = (
    r"(?:regional|subregional)(?:\sand\ssubregional)?\scentres?|centres\srégionaux|centros\sregionales"
    r"|региональн\w+(?:\sи\sсубрегиональн\w+)?\sцентр\w*|区域中心|المراكز\sال[إا]قليمية"
)
_SECRETARIAT = (
    r"(?:interim\s)?secretariats?|executive\ssecretar(?:y|ies)|secrétariats?|secrétaires?\sexécuti\w+|secretar[íi]as?"
    r"|secretari[oa]s?\sejecutiv[oa]s?|секретариат\w*|исполнительн\w+\sсекретар\w+|秘书处|执行秘书"
    r"|[وبفل]?ال[أا]مانة|لل[أا]مانة|[أا]مانة|ال[أا]مين\w?\sالتنفيذي\w?|لل[أا]مين\w?\sالتنفيذي\w?"
)
_EXECUTIVE_DIRECTOR = (
    r"executive\sdirector|directeur\sexécutif|directrice\sexécutive|directora?\sejecutiv[oa]"
    r"|директор\w*-исполнител\w+|исполнительн\w+\sдиректор\w*|执行主任|المدير\w?\sالتنفيذي\w?"
)
_BUREAU = r"\bbureau\b|\bmesa\b|(?:бюро|президиум\w*)(?!\sстандарт)|主席团|المكتب|مكتب\sمؤتمر"
_FACILITY = (
    r"global\senvironment\sfacility|fonds\spour\sl['’]environnement\smondial|fondo\spara\sel\smedio\sambiente\smundial"
    r"|глобальн\w+\sэкологическ\w+\sфонд\w*|全球环境基金|全环基金|مرفق\sالبيئة\sالعالمية"
)

GROUPS = MappingProxyType(
    {
        "concept/addressees.developing-country-parties": _DEVELOPING,
        "concept/addressees.developed-country-parties": _DEVELOPED,
        "concept/addressees.non-parties": _NON_PARTIES,
        "concept/addressees.stakeholders": _STAKEHOLDERS,
        "concept/addressees.parties": _PARTIES,
        "concept/addressees.governments": _GOVERNMENTS,
        "concept/addressees.observers-and-donors": _OTHERS,
        "concept/addressees.organizations": _ORGANIZATIONS,
        "concept/addressees.academia": _ACADEMIA,
        "concept/bodies.scrcs": _CENTRES,
        "concept/bodies.secretariat": _SECRETARIAT,
        "concept/bodies.bureau": _BUREAU,
        "organization/unep": _EXECUTIVE_DIRECTOR,
        "organization/gef": _FACILITY,
    }
)
"""Path of an addressee's URI → its names. The narrower names come first, and take their place from the wider ones."""

TAKE_ADDRESSEE = frozenset(
    {"requests", "invites", "encourages", "urges", "calls-upon", "mandates", "authorizes", "recommends"}
)
"""Classes of verbs that ask something of somebody."""

BOUNDARY = MappingProxyType(
    {
        "en": r"[,:;]|\b(?:to|that|not)\b(?!\s(?:the\s)?(?:parties|secretariat|executive))",
        "fr": r"[,:;]|\b(?:de|d['’])\s?\w+(?:er|ir|re|oir)\b|\bà\s\w+(?:er|ir|re|oir)\b|\bque\b",
        "es": r"[,:;]|\bque\b|\ba\s\w+(?:ar|er|ir)\b",
        "ru": r"[:;]|\b\w{2,}(?:ть|ться|чь|ти|тись)\b",
        "zh": r"[,，:：;；。]",
        "ar": r"[،:؛]|\s(?:[أا]ن|[أا]لا)\s|\s(?:مواصلة|تقديم|[إا]عداد)\s",
    }
)
"""Language → where the words for the addressee end and those for what is asked begin."""

MORE_OF_NAME = r"(?:\s[A-ZÀ-ÞА-ЯЁ][\w’'-]*)+"
"""What still belongs to the name of an organization: *InforMEA* Steering Committee."""

MORE_VERBS = MappingProxyType(
    {
        "en": r"(?:,\s)?\band\s(?:(?:also|further|again)\s)?",
        "fr": r"(?:,\s)?\bet\s(?:(?:également|en\soutre|aussi)\s)?",
        "es": r"(?:,\s)?\b[ye]\s(?:(?:también|además|asimismo)\s)?",
        "ru": r"(?:,\s)?\b(?:и|а\sтакже)\s(?:также\s)?",
        "zh": r"[,，;；]?\s?(?:并|且)(?:还)?",
        "ar": r"[،]?\sو",
    }
)
"""Language → what joins a second verb to the first one: *and requests*."""

BY_WHEN = MappingProxyType(
    {
        "en": r"\b(?:by|before|no\slater\sthan|not\slater\sthan|until)\s(?:the\send\sof\s)?$",
        "fr": r"(?:\bavant(?:\sle|\sla\sfin\sde)?|\bd['’]ici(?:\sau|\sà|\sla\sfin\sde)?|au\splus\stard(?:\sle)?"
        r"|jusqu['’]au)\s$",
        "es": r"(?:\bantes\sde(?:l)?|a\smás\stardar(?:\sel)?|para\sel|hasta\sel)\s$",
        "ru": r"(?:\b(?:до|к|не\sпозднее))\s$",
        "zh": r"(?:不迟于|截至|最迟)\s?$",
        "ar": r"(?:\b(?:قبل|حتى|[أا]قصاه)|بحلول)\s$",
    }
)
"""Language → what stands before a date that is a deadline."""

NEXT_MEETING = MappingProxyType(
    {
        "en": r"\bnext\s(?:\w+\s)?(?:meeting|session)\b",
        "fr": r"\bprochaine\s(?:réunion|session)\b",
        "es": r"\bpróxim[ao]\s(?:reunión|período\sde\ssesiones)\b|\b(?:reunión|período\sde\ssesiones)\ssiguiente\b",
        "ru": r"\b(?:следующ\w+|очередн\w+)\s(?:совещани\w+|сесси\w+)\b",
        "zh": r"下次?[一]?[次届]?会议",
        "ar": r"اجتماع\w*\s(?:المقبل|القادم|التالي)",
    }
)
"""Language → *the next meeting*."""
