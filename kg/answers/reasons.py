"""Why there is no answer, in the asker's language."""

from __future__ import annotations

_REASONS = {
    "unknown": {
        "en": "Nothing in this base is called “{}”. The nearest passages are listed.",
        "fr": "Rien dans cette base ne porte le nom « {} ». Passages les plus proches :",
        "es": "Nada en esta base se llama «{}». Se indican los pasajes más cercanos.",
        "ru": "В этой базе нет ничего с названием «{}». Приведены ближайшие фрагменты.",
        "ar": "لا يوجد في هذه القاعدة ما يحمل الاسم «{}». وترد أدناه أقرب المقاطع.",
        "zh": "本库中没有名为“{}”的内容。以下是最接近的段落。",
    },
    "empty": {
        "en": "No passage of this base matches the question and its filters.",
        "fr": "Aucun passage de cette base ne correspond à la question et à ses filtres.",
        "es": "Ningún pasaje de esta base corresponde a la pregunta y a sus filtros.",
        "ru": "Ни один фрагмент этой базы не соответствует вопросу и его фильтрам.",
        "ar": "لا يوجد في هذه القاعدة مقطع يطابق السؤال ومرشحاته.",
        "zh": "本库中没有与该问题及其筛选条件相符的段落。",
    },
    "weak": {
        "en": "The documents of this base do not seem to answer this question. The nearest passages are listed.",
        "fr": "Les documents de cette base ne semblent pas répondre à la question. Passages les plus proches :",
        "es": "Los documentos de esta base no parecen responder a esta pregunta. Se indican los pasajes más cercanos.",
        "ru": "Судя по всему, документы этой базы не отвечают на этот вопрос. Приведены ближайшие фрагменты.",
        "ar": "يبدو أن وثائق هذه القاعدة لا تجيب عن هذا السؤال. وترد أدناه أقرب المقاطع.",
        "zh": "本库文件似乎没有回答这个问题。以下是最接近的段落。",
    },
}


def reason(name: str, language: str) -> str:
    """The sentence for a reason; in English for a language outside the six.

    Reasons are ``empty``, ``weak`` and ``unknown``, which has a place (``{}``) for the name.
    """
    texts = _REASONS[name]
    return texts.get(language, texts["en"])
