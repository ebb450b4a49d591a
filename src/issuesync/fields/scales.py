"""The words of amounts: what multiplies a number, what measures, and what says “some”."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_POWERS: dict[int, str] = {
    100: "hundred hundreds hundert honderd cien cem centinaia сот 百",
    1_000: (
        "k thousand thousands thousend tsd tausend tys tysiąc tysiące tysięcy duizend tusen "
        "tusind þúsund mila mille milhares miles тис тыс тысяча тысячи тысяч тисяч хиляди tuhat "
        "tuhatta tisíc tisíce tisoč tisuća tisuća hiljada hiljade ezer mii χιλιάδες tūkst "
        "tūkstančių tūkstoši nghìn ngàn ribu ألف آلاف אלף हज़ार हजार พัน হাজার 千 천"
    ),
    10_000: "万 萬 만 หมื่น",
    100_000: "lakh lakhs lac lacs लाख লাখ แสน 十万 十萬",
    1_000_000: (
        "m mn mio mln mill million millions millionen millón millones milhão milhões milione "
        "milioni miljoen miljoner miljon milion miliony milionów milionů milyon milijun milijon "
        "millió millioner miljoona miljoonaa млн миллион миллиона миллионов мільйон мільйонів "
        "triệu juta مليون ملايين میلیون מיליון ล้าน 百万 百萬 백만"
    ),
    10_000_000: "crore crores करोड़ কোটি 千万 千萬 천만",
    100_000_000: "亿 億 억",
    1_000_000_000: (
        "b bn bln billion billions mrd mld md mlrd milliard milliards milliarde milliarden "
        "miliardo miliardi miljard miljarder miliard miliardy miliardów milyar miliar млрд "
        "миллиард миллиарда миллиардов мільярд мільярдів tỷ مليار 十亿 十億"
    ),
    1_000_000_000_000: "tn trn trillion trillions",
    12: "dozen dozens",
}
COUNT_SCALES: dict[str, int] = {
    word: power for power, words in _POWERS.items() for word in words.split()
}
"""Words that multiply the number before them. Those that languages differ on are not here."""

SIZE_SCALES: dict[str, int] = {
    "b": 1, "byte": 1, "bytes": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12,
    "pb": 10**15, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40, "pib": 2**50,
    "kilobyte": 10**3, "kilobytes": 10**3, "megabyte": 10**6, "megabytes": 10**6,
    "gigabyte": 10**9, "gigabytes": 10**9, "terabyte": 10**12, "terabytes": 10**12,
    "petabyte": 10**15, "petabytes": 10**15, "kibibytes": 2**10, "mebibytes": 2**20,
    "gibibytes": 2**30, "tebibytes": 2**40, "ko": 10**3, "mo": 10**6, "go": 10**9, "to": 10**12,
    "кб": 10**3, "мб": 10**6, "гб": 10**9, "тб": 10**12,
}  # fmt: skip

SOME = _words("dozens hundreds thousands millions billions trillions")
"""What says that there are many and not how many."""

SCALE_SIGNS = frozenset("十百千万萬亿億백천만억")
"""What is written before a counted thing without a space; several multiply each other."""

UNCLEAR_SCALES = _words(
    """
    mil bin mi mille score gross billiarde billiarden billón billones billionen bilhão bilhões
    biljoen bilion trilhões trillionen trillones zillion bazillion gazillion myriad myriads
    couple lakhs 兆 京 조 quadrillion quintillion tens units pair half quarter third point mm mma
    kk kilo
    """
)
"""Words that multiply by what depends on the language, or by nobody knows what."""

UNCLEAR_BEGINNINGS = (
    "milli", "miljo", "milio", "milia", "billi", "trilli", "quadri", "thous", "hundr", "tuhan",
    "milj", "милли", "тысяч", "zilli",
)  # fmt: skip

MEASURES = _words(
    """
    nm um µm mm cm dm m km mi ft yd inch inches foot feet yard yards mile miles metre metres
    meter meters kilometre kilometres kilometer kilometers centimetre centimetres centimeter
    centimeters millimetre millimetres millimeter millimeters kilómetros kilomètres metros
    mètres metri sqm sqkm sq square cubic hectare hectares ha acre acres km2 m2 cm2 ms
    millisecond milliseconds s sec secs second seconds min mins minute minutes h hr hrs hour
    hours day days week weeks month months year years decade decades century centuries stunde
    stunden sekunden minuten tage wochen monate jahre horas minutos segundos días dias meses
    años anos heures secondes jours semaines mois ans ore giorni giờ часов часа час минут лет
    дней месяцев hz khz mhz ghz thz fps flops gflops tflops epoch bit bits kbit mbit gbit kbps
    mbps gbps byte bytes kb mb gb tb pb kib mib gib tib pib kilobyte kilobytes megabyte
    megabytes gigabyte gigabytes terabyte terabytes petabyte petabytes ko mo go to octets octet
    кб мб гб тб usd eur gbp cny rmb jpy inr dollar dollars euro euros pound pounds yuan yen
    rupees cents percent pct pc percentage permille ppm g kg mg t ton tons tonne tonnes gram
    grams kilogram kilograms lb lbs oz litre litres liter liters degree degrees deg celsius
    fahrenheit kelvin radian radians w kw mw kwh watt watts joule joules volt volts db px pixel
    pixels megapixel megapixels mp dpi ppi gsd resolution stars fold x by times st nd rd th each
    per apiece every
    """
)
"""What is measured and not counted: 25 hours of video are no 25 samples."""

MEASURE_SIGNS = (
    "小时", "小時", "分钟", "分鐘", "秒", "天", "周", "星期", "个月", "個月", "月", "年", "米",
    "公里", "千米", "厘米", "公分", "平方", "公顷", "亩", "元", "美元", "度", "像素", "字节",
    "兆", "倍", "时间", "時間", "日間", "시간", "분", "초", "년", "미터", "折", "％", "公斤",
    "克", "吨",
)  # fmt: skip

ABOUT = _words(
    """
    ~ ∼ ≈ ≃ ≅ > >= ≥ ≧ ≳ ⪆ about around approximately approx approx. appr. roughly circa ca ca.
    c. some nearly almost over above exceeding beyond estimated est. plus etwa rund ungefähr
    zirka fast über environ presque autour aproximadamente alrededor unos unas casi cerca quase
    oltre quasi ongeveer bijna около более примерно свыше почти 约 約 大约 大約
    超过 超過 近 逾 约为 至少 多达 およそ
    大約 約 약 대략
    """
)
ABOUT_PHRASES = (
    "more than", "at least", "greater than", "no fewer than", "no less than", "not less than",
    "upwards of", "in excess of", "somewhat over", "just over", "well over", "in the order of",
    "on the order of", "a little over", "mehr als", "über", "plus de", "près de", "más de",
    "cerca de", "alrededor de", "mais de", "più di", "meer dan", "more then",
)  # fmt: skip
"""What says that a number is near, or that there are more. What says “fewer” is not here: there the
number is not a number of the thing."""

FILLERS = (
    "a total of", "total of", "in total", "total", "totally", "overall", "altogether", "exactly",
    "precisely", "there are", "contains", "it contains", "comprises", "consists of", "has",
    "we have", "we provide", "including", "includes", "共计", "总共", "總共", "总计", "一共",
    "共有", "共", "合计", "有", "insgesamt", "au total", "en total",
)  # fmt: skip
EVEN_MORE = frozenset(
    {"or so", "or more", "plus", "and more", "and counting", "and growing", "以上", "左右", "上下"}
)
"""What after a number says that it is near, or that there are more."""

SPLITS = _words(
    """
    train training val valid validation dev test testing eval evaluation total
    """
)
"""Names that people write before a number without a colon."""

BEFORE_NUMBERS = _words(
    """
    in of from across over for covering spanning at on under within with during since through
    throughout containing including using via into among en de dans aus von
    """
)
"""After these a number belongs to another thing: ``images in 3 classes``."""

COUNTERS = "个個张張条條对對幅份枚件笔筆组組段句篇部帧帧套类類种種名位장개건組"
"""Measure words of Chinese, Japanese and Korean between a number and what is counted."""
