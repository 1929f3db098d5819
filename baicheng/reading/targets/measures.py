"""Measure words and units (量词, 计量单位) in which official documents state quantities."""

from __future__ import annotations

import re
from enum import Enum, auto


class Kind(Enum):
    """What sort of quantity a unit makes; goals of each sort are worded differently."""

    COUNT = auto()  # 个, 座, 家: things counted one by one
    PEOPLE = auto()  # 人, 户, 头, 张: counted, but also used for the size of a thing (50张床位的医院)
    SHARE = auto()  # %, 个百分点, 倍
    MONEY = auto()  # 元
    EXTENT = auto()  # 公里, 平方米, 亩, 吨: how much of something is done
    CAPACITY = auto()  # 蒸吨, 千瓦, 千伏: mostly the size of a machine
    TIME = auto()  # 天, 小时, 岁
    RATE = auto()  # 微克/立方米, 吨/日: anything per anything
    SCORE = auto()  # 分, 位: marks and ranks
    BARE = auto()  # no unit: coefficients and indices


#: Kinds that also say how large a thing is (50张床位的医院) and not only how much is to be done.
SIZES = frozenset({Kind.PEOPLE, Kind.MONEY, Kind.EXTENT, Kind.CAPACITY, Kind.RATE, Kind.TIME, Kind.SCORE})

_UNITS = {
    Kind.COUNT: (
        "个 座 条 家 处 所 项 名 辆 台 套 件 场 次 株 棵 栋 幢 眼 支 种 批 期 门 本 册 宗 起 例 位 类 "
        "员 艘 架 列 块 片 根 盏 杆 段 孔 扇 樘 组 幅 枚 尊 轮 堂 部 份 篇 笔 单 集 首 剂 袋 箱 瓶 口 "
        "路 只 羽 尾 匹 间 班 块次 批次 车次 班次 架次 场次 台次 台套 辆次 件次 例次 家次 户次 航班 "
        "课时 学时 标台 标箱 标准箱 标准车 剂次 人份 艘次 网格 点位 枝 丛 盆 颗 粒 面 副 顶 挂 端 站 "
        "校 园 屏 杯 席 床 具 把 基 节 泊位 车位 席位 床位 座位 TEU"
    ),
    Kind.PEOPLE: "人 人次 人(次) 户 头 张 层 对 村次",
    Kind.SHARE: "% ‰ 个百分点 百分点 个点 倍 成 番",
    Kind.MONEY: "元 元人民币 美元 欧元 港元 港币 日元",
    Kind.EXTENT: (
        "公里 千米 米 延米 延长米 里 厘米 毫米 平方公里 平方千米 平方米 平米 平方 立方米 立方 方 亩 "
        "亩次 公顷 吨 吨标准煤 吨标煤 吨公里 公斤 千克 克 克标准煤 千克标准煤 斤 毫克 微克 升 毫升 车公里 人公里 km km2 m "
        "m2 m3 km² m² m³ ㎡ ㎞ ㎥"
    ),
    Kind.CAPACITY: (
        "蒸吨 蒸吨/小时 吨位 载重吨 千瓦 兆瓦 吉瓦 瓦 千瓦时 千瓦小时 度 kWh kW MW GW kV 千伏 伏 "
        "千伏安 兆伏安 kVA MVA 兆 Mbps Gbps Tbps 兆比特/秒 TB PB EB GB P PFlops EFlops EFLOPS PFLOPS "
        "机架 标准机架 马力 核 分贝 摄氏度 ℃ 度电"
    ),
    Kind.TIME: (
        "年 周年 个月 个季度 天 日 周 星期 小时 个小时 分钟 秒 秒钟 毫秒 工作日 个工作日 个自然日 "
        "自然日 个工作时 岁 周岁 年一遇"
    ),
    Kind.SCORE: "分",
}

#: Each unit with its kind.
KINDS: dict[str, Kind] = {unit: kind for kind, units in _UNITS.items() for unit in units.split()}

# A unit is not meant where its character begins another word: 3分局, 5部门, 2期工程, 项目标.
_NOT_BEFORE = {
    "分": "之类局为别析散支管级", "部": "门分署委级位", "期": "工项建间末限货初", "支": "部持付线行",
    "方": "面式案向便法针", "度": "假", "天": "然", "场": "所地馆景镇", "只": "有要能", "单": "位元独一机体",
    "班": "级子组列", "列": "入车为", "门": "店类户诊", "本": "科土地外级市省区县", "批": "发准复量",
    "口": "岸径腔", "位": "置于居列", "起": "步来草重", "片": "区", "组": "团织长员建",
    "面": "积向", "站": "点台位", "校": "园区车", "园": "区林艺", "端": "口", "里": "程", "席": "位",
    "床": "位铺", "层": "面次级", "路": "面网公", "兆": "赫", "伏": "安", "成": "立员果功为本长品", "核": "心",
    "P": "aemMVKR2", "m": "gm", "年": "级", "屏": "幕", "副": "省县市", "根": "据", "名": "胜录称单",
    "员": "工会", "份": "额", "集": "中团聚", "人": "均才工口", "条": "件例", "项": "目标", "户": "外籍口",
    "间": "隔", "件": "事", "日": "常", "家": "庭", "克": "拉", "首": "批次席创", "架": "构", "挂": "牌网",
    "节": "能水约假日点目气奏省俭俗庆制育减余", "基": "地层本础准金因站建数点调底于", "台": "账阶", "篇": "章", "册": "封", "堂": "食", "株": "洲",
}  # fmt: skip

# 1个人信息 is a numbered line, 10个人才公寓 a count; 31对促进… likewise, 关闭矿井5对 a count.
_ONLY_BEFORE = {"个": "(?!人(?![才工防行民社居大口文力均]))", "对": r"(?=[,;。、)\n]|\Z)"}
_SPELLINGS = "|".join(
    re.escape(unit) + (f"(?![{_NOT_BEFORE[unit]}])" if unit in _NOT_BEFORE else _ONLY_BEFORE.get(unit, ""))
    for unit in sorted(KINDS, key=lambda unit: (-len(unit), unit))
)
# 台(套), 套(间): one word or the other.
_OTHERWISE = "[套台间户只次座家个处条所辆头羽人名组村点站件孔]"
_PER = (
    "平方公里 平方千米 平方米 立方米 标准立方米 标立方米 公里 公顷 亩 吨 吨标准煤 升 小时 天 日 年 月 季度 次 人 户 辆 "
    "张 个 万人 千人 万元 车 床 株 头 km2 m2 m3 Nm3 h d L kg t km 秒 千瓦时 套 台 座 分钟 度 村 生 学期 "
)
_DIVISORS = "|".join(sorted(map(re.escape, _PER.split()), key=lambda unit: (-len(unit), unit)))

#: A unit, possibly per another: 微克/立方米, 万吨/日, /10万. Written units are matched before shorter ones.
UNIT = (
    rf"(?:(?:纳克|mg|[uμµ]g|kg|t|L|{_SPELLINGS})"
    rf"(?:[/每](?:{_DIVISORS})(?:[·/](?:{_DIVISORS}))?|/\((?:{_DIVISORS})[·/](?:{_DIVISORS})\)|·(?:[a-z]+|天|日))"
    rf"|(?:{_SPELLINGS})(?:\((?:{_OTHERWISE})\))?|/(?:10万|十万|百万|万)人?)"
)

#: Multiples written between number and unit: 万, 亿, 千万, 万亿; 千 and 百 only before no unit of their own.
SCALE = r"(?:万亿|[十百千]?[万亿]|[十百千](?![瓦米克伏兆帕焦卡赫分]))"


def kind_of(unit: str) -> Kind:
    """The kind of a unit as written, its multiple included: 万个, 亿元, 微克/立方米, ""."""
    if not unit:
        return Kind.BARE
    plain = re.sub(rf"^{SCALE}|\(.\)$", "", unit) if unit not in KINDS else unit
    if plain in KINDS:
        return KINDS[plain]
    return Kind.RATE if re.search(r"[/每·]", plain) else Kind.COUNT
