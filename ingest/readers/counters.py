"""Numbers as lists print them: letters, roman numbers, Arabic and Chinese counting."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_HIJAI = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_CHINESE = "〇一二三四五六七八九"
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MOST = 4000


def letters(number: int, alphabet: str) -> str:
    """The n-th letter, from 1; past the end letters are doubled (``aa``), as word processors do."""
    turns, at = divmod(number - 1, len(alphabet))
    return alphabet[at] * (turns + 1)


def roman(number: int) -> str:
    """Small roman number of 1 to 3999."""
    out = ""
    for value, sign in _ROMAN:
        while number >= value:
            out += sign
            number -= value
    return out


def chinese(number: int) -> str:
    """Chinese counting number up to 99, larger ones digit by digit."""
    if number < 10:
        return _CHINESE[number]
    if number > 99:
        return "".join(_CHINESE[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")


def counter(number: int, style: str) -> str:
    """A number in a style by its name in WordprocessingML (``ST_NumberFormat``, ECMA-376 part 1, 17.18.59).

    Unknown styles, and numbers that a style cannot print, come out in digits.
    """
    if style == "none":
        return ""
    if style == "bullet":
        return "•"
    if not 0 < number < _MOST:
        return str(number)
    match style:
        case "lowerLetter":
            return letters(number, "abcdefghijklmnopqrstuvwxyz")
        case "upperLetter":
            return letters(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        case "lowerRoman":
            return roman(number)
        case "upperRoman":
            return roman(number).upper()
        case "decimalZero":
            return f"{number:02d}"
        case _:
            return _national(number, style)


def _national(number: int, style: str) -> str:
    alphabets = {
        "arabicAlpha": _HIJAI,
        "arabicAbjad": _ABJAD,
        "russianLower": _RUSSIAN,
        "russianUpper": _RUSSIAN.upper(),
        "ideographTraditional": _HEAVENLY,
    }
    if style in alphabets:
        return letters(number, alphabets[style])
    if style.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting", "chineseLegal")):
        return chinese(number)
    if style in ("ideographDigital", "taiwaneseDigital"):
        return "".join(_CHINESE[int(digit)] for digit in str(number))
    if style.startswith("decimalEnclosedCircle") and number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    return str(number)
