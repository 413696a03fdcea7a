"""Treaty texts: articles, paragraphs, annexes, preamble; what gazettes put around them; six languages."""

from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.readers import markdown as reader
from ingest.structure import Structured, structure
from kg.identifiers import document_key, provision_keys
from kg.model import PassageKind
from kg.settings import Settings

SAMPLES = {
    "en": """# Minamata Convention on Lamp Oil

The Parties to this Convention,

Recalling the harbour rules,

Have agreed as follows:

### Article 1

#### Objective

The objective of this Convention is clean lamps.

### Article 2

#### Definitions

For the purposes of this Convention:

a)“Lamp” means a lamp;

b) “Oil” means an oil; and c)“Wick” means a wick.

### Article 3

#### Duties

1. Each Party shall:

(a) Clean its lamps; and

(b) Report on:

(i) Lamps;

(ii) Oil.

2. No lamp is exempt.

In witness whereof the undersigned have signed.

## Annex A

### Lamps

1. Table lamps.

## Annex B

### Settlement

### Part I

#### Arbitration

### Article 1

1. A Party may arbitrate.
""",
    "fr": """# Convention de Minamata sur l’huile de lampe

Les Parties à la présente Convention,

Rappelant les règles du port,

Sont convenues de ce qui suit :

### Article 1

#### Objectif

L’objectif de la présente Convention est la propreté.

### Article 2

#### Définitions

Aux fins de la présente Convention :

a) « Lampe » désigne une lampe ;

b) « Huile » désigne une huile ; et

c) « Mèche » désigne une mèche.

### Article 3

#### Devoirs

1. Chaque Partie :

a) Nettoie ses lampes ;

b) Fait rapport sur :

i) Les lampes ;

ii) L’huile.

2. Aucune lampe n’est exemptée.

En foi de quoi les soussignés ont signé.

## Annexe A

### Lampes

1. Lampes de table.

## Annexe B

### Règlement

### Partie I

#### Arbitrage

### Article 1

1. Une Partie peut recourir à l’arbitrage.
""",
    "es": """# Convenio de Minamata sobre el aceite de lámpara

Las Partes en el presente Convenio,

Recordando las reglas del puerto,

Han acordado lo siguiente:

### Artículo 1

#### Objetivo

El objetivo del presente Convenio es la limpieza.

### Artículo 2

#### Definiciones

A los efectos del presente Convenio:

a) Por "lámpara" se entiende una lámpara;

b) Por "aceite" se entiende un aceite; y

c) Por "mecha" se entiende una mecha.

### Articulo 3

#### Deberes

1. Cada Parte:

a) Limpiará sus lámparas;

b) Informará sobre:

i) Las lámparas;

ii) El aceite.

2. Ninguna lámpara está exenta.

En testimonio de lo cual los infrascritos han firmado.

## Anexo A

### Lámparas

1. Lámparas de mesa.

## Anexo B

### Arreglo

### Parte I

#### Arbitraje

### Artículo 1

1. Una Parte podrá recurrir al arbitraje.
""",
    "ru": """# Минаматская конвенция о ламповом масле

Стороны настоящей Конвенции,

ссылаясь на правила порта,

согласились о нижеследующем:

### Статья 1

#### Цель

Целью настоящей Конвенции является чистота.

### Статья 2

#### Определения

Для целей настоящей Конвенции:

a) «лампа» означает лампу;

b) «масло» означает масло;

c) «фитиль» означает фитиль.

### Статья 3

#### Обязанности

1. Каждая Сторона:

a) очищает свои лампы;

b) сообщает:

i) о лампах;

ii) о масле.

2. Ни одна лампа не освобождается.

В удостоверение чего нижеподписавшиеся подписали.

## Приложение A

### Лампы

1. Настольные лампы.

## Приложение B

### Урегулирование

### Часть I

#### Арбитраж

### Статья 1

1. Сторона может прибегнуть к арбитражу.
""",
    "zh": """# 水俣灯油公约

本公约缔约方,

回顾港口规则,

兹协议如下:

### 第一条

#### 目标

本公约的目标是清洁灯具。

### 第二条

#### 定义

就本公约而言:

(a) “灯”指一盏灯;

(b) “油”指一种油;

(c) “灯芯”指灯芯。

### 第三条

#### 义务

1. 每一缔约方应:

(a) 清洁灯具;

(b) 报告:

(i) 灯具;

(ii) 灯油。

2. 任何灯具均不得豁免。

为此,下列签署人签署本公约。

## 附件 A

### 灯具

1. 台灯。

## 附件 B

### 争端解决

### 第一部分

#### 仲裁

### 第 1 条

1. 缔约方可诉诸仲裁。
""",
    "ar": """# اتفاقية ميناماتا بشأن زيت المصابيح

إن الأطراف في هذه الاتفاقية،

إذ تشير إلى قواعد الميناء،

قد اتفقت على ما يلي:

### المادة 1

#### الهدف

هدف هذه الاتفاقية هو النظافة.

### المادة 2

#### التعاريف

لأغراض هذه الاتفاقية:

(أ) يعني «المصباح» مصباحا؛

(ب) يعني «الزيت» زيتا؛

(ج) يعني «الفتيل» فتيلا.

### المادة 3

#### الواجبات

1. على كل طرف:

(أ) أن ينظف مصابيحه؛

(ب) أن يبلغ عن:

‘1’ المصابيح؛

‘2’ الزيت.

2. لا يعفى أي مصباح.

وإثباتا لما تقدم وقع الموقعون أدناه.

## المرفق ألف

### المصابيح

1. مصابيح المكتب.

## المرفق باء

### التسوية

### الجزء الأول

#### التحكيم

### المادة 1

1. يجوز للطرف اللجوء إلى التحكيم.
""",
}
PLACES = [
    "preamble__recital_1",
    "preamble__recital_2",
    "preamble__recital_3",
    "art_1__heading_1",
    "art_1__p_1",
    "art_2__heading_1",
    "art_2__p_1",
    "art_2__item_a",
    "art_2__item_b",
    "art_2__item_c",
    "art_3__heading_1",
    "art_3__para_1",
    "art_3__para_1__item_a",
    "art_3__para_1__item_b",
    "art_3__para_1__item_b__item_i",
    "art_3__para_1__item_b__item_ii",
    "art_3__para_2",
    "conclusions__p_1",
    "annex_1__heading_1",
    "annex_1__para_1",
    "annex_2__heading_1",
    "annex_2__part_1__heading_1",
    "annex_2__part_1__art_1__heading_1",
    "annex_2__part_1__art_1__para_1",
]


def read(markdown: str) -> Structured:
    return structure(reader.read(markdown.encode(), "treaty.md", Settings()))


@pytest.mark.parametrize("language", SAMPLES)
def test_a_treaty_has_the_same_places_in_six_languages(language: str) -> None:
    treaty = read(SAMPLES[language])
    assert (treaty.kind, treaty.language, treaty.masthead.convention) == ("treaty", language, "minamata")
    assert [str(passage.eid) for passage in treaty.passages] == PLACES
    kinds = {passage.eid.partition("__")[0]: passage.kind for passage in treaty.passages[:3]}
    assert kinds == {"preamble": PassageKind.PREAMBLE}


def test_the_versions_of_a_treaty_are_one_work() -> None:
    heads = {language: read(text).masthead for language, text in SAMPLES.items()}
    works = {document_key(head, language, "0" * 64, "treaty")[0] for language, head in heads.items()}
    assert works == {"minamata-convention"}


def test_an_article_carries_its_title() -> None:
    heading = next(passage for passage in read(SAMPLES["en"]).passages if passage.eid == "art_3__heading_1")
    assert heading.text == "Article 3 Duties"


def test_what_a_gazette_puts_around_a_treaty_is_left_out_and_named() -> None:
    law = "# Ley 1\n\n### Artículo 1\n\nApruébase el Convenio.\n\n"
    remark = "Treedt in werking op een nader te bepalen tijdstip"
    body = SAMPLES["es"].replace("#### Objetivo", f"####Objetivo\n\n{remark}")
    body = body.replace("#### Deberes", f"#### Deberes\n\n{remark}").replace(
        "#### Definiciones", f"#### Definiciones\n\n{remark}"
    )
    dutch = "\n## Verdrag inzake lampolie\n\n### Artikel 1\n\n#### Doelstelling\n\nHet doel is schoon licht.\n"
    treaty = read(law + body + dutch)
    assert [str(passage.eid) for passage in treaty.passages] == PLACES
    assert treaty.masthead.title == "Convenio de Minamata sobre el aceite de lámpara"
    assert not any(remark in passage.text for passage in treaty.passages)
    assert len(treaty.notes) == 2
    assert "Verdrag inzake lampolie" in treaty.notes[1]


def test_paragraphs_that_a_converter_glued_together_are_parted() -> None:
    blocks = [
        Block(BlockKind.HEADING, "Basel Convention on Carts", level=2),
        Block(BlockKind.PARAGRAPH, "The Parties to this Convention, Aware of carts, Have agreed as follows:"),
        *(Block(BlockKind.HEADING, f"Article {number}", level=3) for number in (1, 2)),
        Block(BlockKind.PARAGRAPH, "Carts are carts."),
        Block(BlockKind.HEADING, "Article 3", level=3),
        Block(BlockKind.PARAGRAPH, "1. a)Parties shall inform others pursuant to Article 13."),
        Block(BlockKind.LIST_ITEM, "Parties shall not export, subject to subparagraph a) above.", label="b)"),
        Block(BlockKind.PARAGRAPH, "c)Parties shall ask. 2. Each Party shall: a) Act; b) See paragraph 4. 8. Not."),
        Block(BlockKind.LIST_ITEM, "Each Party shall report.", label="3)"),
    ]
    treaty = structure(RawDocument("b.md", "text/markdown", tuple(blocks), "en"))
    placed = [(str(p.eid), p.number) for p in treaty.passages if p.eid.startswith("art_3") and p.number]
    assert placed == [
        ("art_3__para_1__item_a", "1(a)"),
        ("art_3__para_1__item_b", "1(b)"),
        ("art_3__para_1__item_c", "1(c)"),
        ("art_3__para_2", "2"),
        ("art_3__para_2__item_a", "2(a)"),
        ("art_3__para_2__item_b", "2(b)"),
        ("art_3__para_3", "3"),
    ]
    texts = {str(p.eid): p.text for p in treaty.passages}
    assert texts["art_3__para_2__item_b"] == "See paragraph 4. 8. Not."


def test_two_annexes_may_share_a_number() -> None:
    text = SAMPLES["en"].replace("## Annex A", "## Annex V A").replace("## Annex B", "## Annex V B")
    parts = list(dict.fromkeys(passage.part for passage in read(text).passages))
    assert parts == ["body", "annex_5_a", "annex_5_b"]


def test_a_report_about_articles_is_no_treaty() -> None:
    report = "# Report\n\n" + "".join(f"## Article {n}\n\nWhat Parties said.\n\n" for n in (1, 2, 3, 4))
    assert read(report).kind != "treaty"


@pytest.mark.parametrize(
    ("convention", "eid", "keys"),
    [
        ("minamata", "art_5__para_1__item_a", ["minamata.art_5", "minamata.art_5__para_1"]),
        ("minamata", "art_17__heading_1", ["minamata.art_17"]),
        ("minamata", "annex_5__part_1__art_3__para_1", ["minamata.annex_e", "minamata.annex_e__part_i"]),
        ("basel", "annex_5_a__para_2", ["basel.annex_v_a"]),
        ("basel", "annex_8__p_1", ["basel.annex_viii"]),
        ("rotterdam", "annex_4__part_1__item_a", ["rotterdam.annex_iv"]),
        ("basel", "preamble__recital_4", []),
        ("basel", "body__para_4", []),
    ],
)
def test_passages_know_their_provision(convention: str, eid: str, keys: list[str]) -> None:
    assert provision_keys(convention, eid) == keys
