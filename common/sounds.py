"""Pure: how a name sounds, so that it is found by pinyin and by initials.

张伟 is found by `zhangwei`, `zw`, and `wei`; 单雄信 by `shanxiongxin` and `sxx`, for a surname has its own reading, and
by `danxiongxin` too, for not everybody knows that. A name in letters is cut at its spaces.
"""

import functools
import itertools
import re
import unicodedata

# Surnames that are read otherwise than the character is elsewhere: the right reading first.
SURNAMES = {
    "单": ["shan"], "曾": ["zeng"], "区": ["ou"], "仇": ["qiu"], "解": ["xie"], "查": ["zha"], "任": ["ren"],
    "盖": ["ge", "gai"], "冼": ["xian"], "朴": ["piao", "pu"], "覃": ["qin", "tan"], "乐": ["yue", "le"],
    "华": ["hua"], "纪": ["ji"], "缪": ["miao"], "宓": ["mi", "fu"], "折": ["she"], "员": ["yun"], "召": ["shao"],
    "翟": ["zhai", "di"], "黑": ["he", "hei"], "洗": ["xian"], "尉": ["wei"], "种": ["chong"], "繁": ["po"],
    "秘": ["bi", "mi"], "葛": ["ge"], "应": ["ying"], "柏": ["bai", "bo"], "牟": ["mu", "mou"], "隗": ["wei", "kui"],
    "谌": ["chen", "shen"], "燕": ["yan"], "过": ["guo"], "哈": ["ha"], "车": ["che"], "逄": ["pang"],
    "郗": ["xi", "chi"], "卜": ["bu"], "重": ["chong"], "行": ["xing"], "长": ["zhang"], "都": ["du"], "能": ["nai"],
    "石": ["shi"], "沈": ["shen"], "宁": ["ning"], "贾": ["jia"], "祭": ["zhai"], "褚": ["chu"], "佴": ["nai"],
    "万俟": ["mo", "qi"], "尉迟": ["yu", "chi"], "单于": ["chan", "yu"], "长孙": ["zhang", "sun"],
    "澹台": ["tan", "tai"], "令狐": ["ling", "hu"], "独孤": ["du", "gu"], "欧阳": ["ou", "yang"],
    "司马": ["si", "ma"], "诸葛": ["zhu", "ge"], "上官": ["shang", "guan"], "皇甫": ["huang", "fu"],
    "慕容": ["mu", "rong"], "宇文": ["yu", "wen"], "夏侯": ["xia", "hou"], "东方": ["dong", "fang"],
}  # fmt: skip
# Readings of one name that are kept (a name whose every character has four would have hundreds), and syllables
# from which on it is found; nobody is called by the ninth.
MOST_READINGS, MOST_STARTS = 12, 8
_PARTS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]")


def plain(text: str) -> str:
    """Full-width letters as half-width ones, capitals as small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def sounds(name: str) -> str:
    """All by which a name is found, with a space before each: whole, from each later syllable on, initials."""
    found: dict[str, None] = {}
    for syllables in itertools.islice(itertools.product(*_readings(name)), MOST_READINGS):
        tails = ["".join(syllables[start:]) for start in range(min(len(syllables), MOST_STARTS))]
        found |= dict.fromkeys([*tails, "".join(syllable[0] for syllable in syllables)])
    return "".join(f" {sound}" for sound in found)


def asked(text: str) -> str:
    """A text as it is looked for among `sounds`: `Zhang Wei` and `zhang'wei` as ` zhangwei`; '' if it is no pinyin."""
    letters = re.sub(r"[\s'’-]+", "", plain(text)).replace("ü", "v")
    return f" {letters}" if letters.isascii() and letters.isalpha() else ""


def _readings(name: str) -> list[list[str]]:
    """For each syllable of a name how it may be read."""
    parts = _PARTS.findall(plain(name))
    surname = next((length for length in (2, 1) if "".join(parts[:length]) in SURNAMES), 0)
    if surname == 2:
        return [[syllable] for syllable in SURNAMES["".join(parts[:2])]] + [_read(part) for part in parts[2:]]
    first = [list(dict.fromkeys([*SURNAMES[parts[0]], *_read(parts[0])]))] if surname else []
    return first + [_read(part) for part in parts[surname:]]


@functools.lru_cache(maxsize=8192)
def _read(part: str) -> list[str]:
    """The readings of a character, the usual one first; 吕 is written lv and lu. Letters stand for themselves."""
    if part.isascii():
        return [part]
    from pypinyin import Style, pinyin  # half a second and much memory, which few processes need

    read = pinyin(part, style=Style.NORMAL, heteronym=True, errors="ignore")
    usual = [sound for sound in (read[0] if read else []) if sound.isascii()][:3]
    return list(dict.fromkeys([*usual, *(sound.replace("v", "u") for sound in usual)])) or [part]
