"""Words of meeting documents in the six official languages, as regular expressions. No logic.

All are matched without regard to case. Russian and Arabic words stand as stems,
because titles and mastheads inflect them.
"""

from __future__ import annotations

ANNEX = r"annexe?|anexo|приложение|附件|(?:ال)?مرفق"
APPENDIX = r"appendix|appendice|apéndice|добавление|附录|(?:ال)?(?:تذييل|ضميمة)"
ARTICLE = (
    r"(?:article|art[íi]culo|статья|المادة)\s*(?P<number>\d{1,3})|第\s*(?P<zh>[一二三四五六七八九十]{1,3}|\d{1,3})\s*条"
)
SUBPART = (
    r"(?:part|partie|parte|часть|الجزء)\s*(?P<number>[IVX]{1,4}|\d|ال[^\W\d]+)"
    r"|第\s*(?P<zh>[一二三四五六七八九十]{1,3}|\d)\s*部分"
)
"""How a part of a treaty's annex is headed: *Part I*, *Часть 2*."""

PARTIES_TO_THIS = (
    r"the parties to (?:this|the present) convention|les parties à la présente convention"
    r"|las partes en (?:el presente|este) convenio|стороны(?:,\s+являющиеся\s+сторонами)? настоящей конвенции"
    r"|本公约(?:各)?缔约方|(?:إن\s+)?الأطراف في هذه الاتفاقية"
)
"""How the preamble of a convention begins."""

PREAMBLE = r"preamble|préambule|pre[áa]mbulo|преамбула|序言|(?:ال)?ديباجة"

TESTIMONY = (
    r"in witness whereof|en foi de quoi|en testimonio de lo cual|в удостоверение чего|为此|下列(?:签署人|代表)"
    r"|و?إثباتا لما تقدم"
)
"""How the closing words of a treaty begin."""

DRAFT_DECISION = (
    r"(?:draft decision|projet de décision|proyecto de decisión|проект решения|决定草案|مشروع\s+(?:ال)?مقرر)"
)
DECISION = r"(?:decision|décision|decisión|решение|决定|(?:ال)?مقرر)"

FORMULA = (
    r"(?:the\s+(?:conference of the parties|[^,]{0,60}\b(?:committee|working group|governing board)\b)"
    r"|l[ea]\s+(?:conférence des parties|[^,]{0,40}\b(?:comité|groupe de travail)\b)"
    r"|(?:el|la)\s+(?:conferencia de las partes|[^,]{0,40}\b(?:comité|grupo de trabajo)\b)"
    r"|конференция сторон|(?:[^\W\d]+\s){0,4}(?:комитет|рабочая группа)\b"
    r"|缔约方大会|[^，,]{0,20}(?:委员会|工作组)"
    r"|(?:إن\s+)?(?:مؤتمر الأطراف|لجنة|الفريق العامل))[^,،，]{0,90}[,،，]"
)
"""The words that open a decision, alone in their paragraph: *The Conference of the Parties,*."""

CONVENTIONS = {
    "minamata": r"minamata|минамат|水俣|ميناماتا",
    "basel": r"basel|bâle|basilea|базел|巴塞尔|بازل",
    "rotterdam": r"rotterdam|роттердам|鹿特丹|روتردام",
    "stockholm": r"stockholm|estocolmo|стокгольм|斯德哥尔摩|[اإ]?ستوكهولم|استكهولم",
}

MORE_BODIES = {
    "icc": r"committee administering the mechanism|comité chargé de promouvoir la mise en œuvre"
    r"|comité encargado de administrar el mecanismo|履行和遵约机制管理委员会",
    "cc": r"compliance committee|comité de contrôle du respect|comité de cumplimiento"
    r"|комитет\w* по соблюдению|遵约委员会|لجنة الامتثال",
    "inc": r"intergovernmental negotiating committee|comité intergouvernemental de négociation"
    r"|comité intergubernamental de negociación|межправительственн\w+ комитет\w* по ведению переговоров"
    r"|政府间谈判委员会|لجنة التفاوض الحكومية الدولية",
}
"""Names that stand on mastheads beside those of ``kg.identifiers.bodies``."""

MEETING = r"meeting|session|réunion|reunión|período de sesiones|совещани\w+|сесси\w+|[次届]会议|(?:ال)?(?:اجتماع|دورة)"

AGENDA_ITEM = (
    r"(?:(?:agenda\s+)?items?|points?|temas?|пункты?|البند|البندان)\s*(?P<item>{number})"
    r"|议程\s*\*?\s*项目\s*\*?\s*(?P<zh>{number})"
)
AGENDA_TITLE = (
    r"matters? for (?:consideration|action)|issues for (?:consideration|action)"
    r"|questions? (?:soumises?|portées?|appelant|pour examen|que doit|à examiner|dont)"
    r"|(?:asuntos?|cuestiones?) (?:que|para|sometid)|вопрос\w* (?:для|вынесенн|требующ)"
    r"|供.{0,16}(?:审议|采取行动)|(?:المسائل|مسائل)\s"
)
"""How the title of an agenda item begins: *Matters for consideration or action by …*."""

DISTRIBUTION = (
    r"distr(?:ibution|ibución)?\b\.?\s*:?\s*(?P<value>.+)"
    r"|(?:分发|распространение|التوزيع|توزيع)\s*[:：]?\s*(?P<other>.+)"
)
DISTRIBUTIONS = {
    "general": r"general|générale|общ|普遍|一般|عام",
    "limited": r"limit|огранич|限制|有限|محدود",
    "restricted": r"restr|restreinte|reservad|для служебного|内部|مقيد",
}

ORIGINAL = r"original|оригинал\w*|язык оригинала|原文|原件|(?:ال)?أصل"
LANGUAGE_NAMES = {
    "ar": r"arabe?|árabe|arabic|арабск\w+|阿拉伯文|(?:ب|ال|بال)?عربية",
    "zh": r"chinese|chinois|chino|китайск\w+|中文|(?:ب|ال|بال)?صينية",
    "en": r"english|anglais|inglés|английск\w+|英文|(?:ب|ال|بال)?[إا]ن[جكغ]ليزية",
    "fr": r"french|français|francés|французск\w+|法文|(?:ب|ال|بال)?فرنسية",
    "ru": r"russian|russe|ruso|русск\w+|俄文|(?:ب|ال|بال)?روسية",
    "es": r"spanish|espagnol|español|испанск\w+|西班牙文|(?:ب|ال|بال)?[إا]سبانية",
}

ORGANISATIONS = (
    r"(?:united nations\s+environment programme|programme des nations unies\s+pour l.environnement"
    r"|programa de las naciones unidas\s+para el medio ambiente"
    r"|программа организации объединенных наций\s+по окружающей среде"
    r"|联合国\s*环境规划署|环境规划署|برنامج الأمم المتحدة\s*للبيئة"
    r"|food and agriculture organi[sz]ation(?:\s+of the united nations)?|联合国\s*粮食及农业组织"
    r"|united nations|nations unies|naciones unidas|организация объединенных наций|联合国|الأمم المتحدة"
    r"|unep|pnuma|pnue|юнеп|fao)"
)

SUBTITLE = (
    r"(?:joint |revised )?(?:note|report|information|document)s? (?:prepared )?(?:by|from|of) the "
    r".*(?:secretaria|executive|bureau|chair|co-)"
    r"|(?:note|rapport|document) (?:commune? )?(?:établie? par |présentée? par )?(?:du|de la|de l.|des|le|la) ?"
    r".*(?:secréta|exécuti|bureau|présiden)"
    r"|(?:nota|informe|documento) (?:conjunt[ao] )?(?:preparad[ao] por |presentad[ao] por )?(?:de la|del|de|la|el) ?"
    r".*(?:secretar|ejecutiv|mesa|president)"
    r"|(?:совместная )?(?:записка|доклад|сообщение) (?:секретариат|исполнительн|президиум|бюро|(?:со)?председател)"
    r"|.{0,12}(?:秘书处|执行秘书|执行主任|主席团?|共同主席).{0,4}的(?:联合)?(?:说明|报告)"
    r"|(?:مذكرة|تقرير)\s+(?:مشتركة\s+)?(?:من|أعدتها|أعدته|مقدمة?\s+من)\s+.*(?:أمان|الأمين|المكتب|رئيس|المدير)"
)
"""Who speaks: *Note by the secretariat*. Matched from the beginning of a line."""

KINDS = {
    "agenda": r"(?:annotations? to the )?(?:provisional )?agenda\b|(?:projet d.)?ordre du jour"
    r"|(?:programa|temario) provisional|orden del día|.{0,24}повестк\w+ дня|.*议程|.{0,12}جدول الأعمال",
    "guidance": r"(?:draft |revised |updated |technical )*(?:guidance|guidelines?|manual|handbook)\b"
    r"|(?:projet de |révisées? )*(?:orientations?|directives?|lignes directrices|guide)\b"
    r"|(?:proyecto de )?(?:orientaci(?:ón|ones)|directrices|guía|manual)\b"
    r"|(?:проект )?(?:техническ\w+ )?(?:руководств|руководящ|методическ)"
    r"|.*(?:指南|导则|准则|指导意见)$|(?:مشروع\s+)?(?:مبادئ توجيهية|توجيهات|إرشادات|دليل)",
    "progress-report": r".*progress report|report on (?:the )?progress"
    r"|.*rapport (?:d.activité|intérimaire|d.étape|sur les progrès|sur l.état d.avancement)"
    r"|.*informe (?:sobre los progresos|de progreso|provisional|sobre la marcha|de situación)"
    r"|доклад о (?:ходе|прогрессе|проделанной|достигнутом)"
    r"|.*(?:进度|进展)(?:情况)?(?:的)?报告|تقرير (?:مرحلي|عن التقدم)",
    "report": r"(?:draft |synthesis |summary |annual )*reports?\b"
    r"|(?:projet de )?rapports?\b|(?:proyecto de )?informes?\b"
    r"|(?:проект )?доклад\w*\b|.*报告(?:草案)?$|(?:مشروع\s+)?(?:ال)?تقرير",
    "information-document": r"information document|document d.information|documento de información"
    r"|информационный документ|资料文件|وثيقة معلومات",
    "note": r"(?:joint )?notes?\b|nota\b|.*\bзаписка\b|.*说明$|مذكرة",
}
"""Kind of document → how its title begins. In order: a progress report is a report too."""
