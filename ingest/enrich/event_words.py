"""Words for events in six languages, by kind, as regular expressions. No logic.

The kinds are concepts of ``ontology/taxonomies/event-kinds.ttl``; the more particular stand first.
"""

from __future__ import annotations

from types import MappingProxyType

KINDS = MappingProxyType(
    {
        "call-for-applications": r"calls?\sfor\s(?:applications|proposals)|round\sof\sapplications"
        r"|appels?\sà\s(?:candidatures|propositions)"
        r"|convocatorias?\sde\s(?:solicitudes|propuestas)|(?:при[её]м\w*|раунд\w*(?:\sпредставления)?)\sзаявок"
        r"|申请征集|征集申请|征集提案"
        r"|申请(?:轮|回合)|دعو\w+\s(?:ل|إلى\s)تقديم\s(?:الطلبات|طلبات|المقترحات)",
        "webinar": r"webinars?|webinaires?|seminarios?\sweb|seminarios?\sen\slínea|вебинар\w*|онлайн-семинар\w*"
        r"|网络研讨会|在线研讨会"
        r"|(?:ال)?ندو(?:ة|ات)\s(?:(?:ال)?شبكية|عبر\sالإنترنت|عبر\sالانترنت|(?:ال)?إلكترونية)",
        "training": r"training\s(?:courses?|sessions?|events?|workshops?)|(?<!-)trainings?\b|cours\sde\sformation"
        r"|(?:sessions?|séances?)\sde\sformation"
        r"|cursos?\sde\s(?:capacitación|formación)|(?:учебн\w+|обучающ\w+)\s(?:курс\w*|мероприяти\w+|семинар\w*)"
        r"|тренинг\w*|培训(?:班|课程|活动)?"
        r"|(?:ال)?دور(?:ة|ات)\s(?:ال)?تدريبية",
        "workshop": r"workshops?|ateliers?|talleres|taller\b|семинар\w*-практикум\w*|практикум\w*|семинар\w*|讲习班"
        r"|研讨会|(?:ال)?حلق(?:ة|ات)\s(?:ال)?عمل",
        "consultation": r"(?:regional\s|informal\s)?consultations?(?=\s(?:meeting|in|on|with|for|was|were|took|held))"
        r"|consultations?\srégionales?"
        r"|consultas?\sregional(?:es)?|(?:региональн\w+\s)?консультаци\w+|(?:区域)?磋商(?:会议|会)?"
        r"|(?:区域)?协商(?:会议|会)?|(?:ال)?مشاورات?(?:\s(?:ال)?إقليمية)?",
        "side-event": r"side\sevents?|manifestations?\sparallèles?|eventos?\sparalelos?|actos?\sparalelos?"
        r"|параллельн\w+\sмероприяти\w+|会外活动|边会"
        r"|(?:ال)?أحداث\s(?:ال)?جانبية|حدث\sجانبي",
        "briefing": r"briefings?|séances?\sd['’]information|sesiones?\sinformativas?|брифинг\w*|情况介绍会|通报会"
        r"|(?:ال)?جلسات?\s(?:ال)?إحاطة",
        "expert-meeting": r"meetings?\sof\s(?:the\s)?(?:\w+\s){0,4}(?:experts?|expert\sgroup)"
        r"|réunions?\s(?:du\sgroupe\s)?d['’]experts|reuni(?:ón|ones)\s(?:del\sgrupo\s)?de\sexpertos"
        r"|совещани\w+\s(?:специальн\w+\s)?(?:группы\s)?экспертов|专家(?:组"
        r"|小组)?(?:第[一二三四五六七八九十]+次)?会议|اجتماع\w*\s(?:فريق\s)?(?:ال)?خبراء",
        "bureau-meeting": r"(?:meetings?\sof\sthe\sbureau|bureau\smeetings?)|réunions?\sdu\sbureau|reuni(?:ón"
        r"|ones)\sde\sla\smesa|совещани\w+\s(?:бюро|президиума)"
        r"|主席团(?:第?[一二三四五六七八九十]*次?)?(?:面对面|在线|现场)?会议|اجتماع\w*\s(?:ال)?مكتب",
        "board-meeting": r"meetings?\sof\s(?:the\s)?governing\sboard|réunions?\sdu\sconseil\sd['’]administration"
        r"|reuni(?:ón|ones)\sde\sla\sjunta"
        r"|совещани\w+\s(?:совета|руководящего\sсовета)|(?:理事会|董事会"
        r"|理事机构)(?:第?[一二三四五六七八九十]*次?)会议|اجتماع\w*\sمجلس\sال[إا]دارة",
        "meeting": r"meetings?\b|réunions?\b|reuni(?:ón|ones)\b|совещани\w+|заседани\w+|会议|(?:ال)?اجتماع(?:ات)?\b",
    }
)

ORGANISED_BY = (
    r"(?:organi[sz]ed|hosted|convened|held|arranged)\s(?:jointly\s)?by|organisée?s?\spar|organizad[ao]s?\spor"
    r"|организован\w*|провед[её]н\w*\s"
    r"|由(?=[^，。]{2,30}(?:主办|组织|举办|召集))|主办|组织|نظم\w*|ينظم\w*|استضاف\w*"
)
FUNDED_BY = (
    r"(?:funded|financed|sponsored)\sby|with\s(?:the\s)?(?:financial\s)?(?:support|funding|contributions?)\s(?:of"
    r"|from)|financial\ssupport\s(?:of|from)"
    r"|financée?s?\spar|avec\sl['’]appui\sfinancier|grâce\s(?:au\ssoutien|aux\scontributions)|financiad[ao]s?\spor"
    r"|con\s(?:el\sapoyo|la\sfinanciación)"
    r"|при\s(?:финансовой\s)?поддержк\w+|финансируем\w+|за\sсч[её]т\s(?:взносов|средств)|(?:由"
    r"|在)(?=[^，。]{2,60}(?:资助|供资|捐款|支持))|资助|供资"
    r"|بتمويل|بدعم|ممول\w*"
)
