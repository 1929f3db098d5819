"""The words around a number that tell a goal from a description, a report, a reward or a norm.

Patterns named ``..._HERE`` are searched in the clause before a number and end right at it,
``..._BEFORE`` may stand anywhere before it in the clause, ``..._NEXT`` begin right behind it.
"""

from __future__ import annotations

import re

from baicheng.reading.targets.named_numbers import DATE, NAME

# Verbs of carrying out (办理动词): a size right behind one of them is what is to be done.
_DO = (
    "完成|建设|建(?![筑制议])|改造|新增|净增|增加|增设|增聘|增补|打造|培育|引进|引育|"
    "招引|引入|开工|开通|开辟|开行|购置|采购|配备|配置|设立|设置|放流|选定|确定|选取|"
    "选择|选派|认定|推出|举办|拆除|关停|关闭|淘汰|清退|取缔|安装|投放|投用|投入|形成|"
    "种植|栽植|造林|植树|绿化|治理|整治|整修|修复|维修|铺设|敷设|更新|更换|实施|落实|"
    "安排|发放|争取|筹集|筹措|募集|化解|消化|盘活|收储|供应|供给|出让|提供|压减|压降|"
    "削减|减少|减免|减排|替代|整理|复垦|流转|托管|推广|发展|开展|组织|培训|资助|转移|"
    "安置|搬迁|清理|清运|处置|处理|利用|回收|解决|覆盖|实现|确保|力争|新开工|续建|开放|"
    "储备|获得|取得|规划|布设|部署|接入|上线|推进|提升|融资|发行|吸引|吸纳|带动|扩充|"
    "扩容|筹建|落成|交付|生产|抚育|补植|执行|改良|巩固|兑现|拨付|保持|稳定|维持|打通|"
    "贯通|通车|并网|新改建|划定|消除|销售|出口|节约|节水|节能|降低|缩减|追缴|收回|竣工|"
    "达到|疏浚|清淤|硬化|亮化|置换|征收|收购|储存|管护|保护|封育|收集"
)
# Verbs that turn a small Chinese numeral into a count to be reached: 建成两座, 确定一名.
_MAKE = (
    "新建|改建|扩建|建成|建设|建立|建好|创建|争创|打造|培育|改造|完成|引进|新增|增设|"
    "增加|开工|竣工|开通|修建|购置|采购|配备|配置|配建|设立|设置|选定|确定|选取|选择|"
    "遴选|明确|选派|选树|推出|举办|组建|招引|拆除|关停|淘汰|安装|投放|聘任|聘请|招聘|"
    "安排|指定|落实|抽调|申报|认定|获批|落地|签约|启动|种植|形成|整治|治理|办好|培养|"
    "培训|救助|投用|制作|评选|评定|表彰|选出|谋划|储备|承办|开办|开设|推荐|申办|扶持|"
    "帮扶|资助|推广|发展|建"
)
_FILLING = rf"(?:[了出成并共再好约近超各{DATE}{NAME}]|成功|至少|全[市县区省]|累计|不少于|不低于|达到|超过|总计|合计){{0,3}}"
DO_HERE = re.compile(rf"(?:{_DO}){_FILLING}\Z")
DO_BEFORE = re.compile(_DO)
MAKE_HERE = re.compile(rf"(?:{_MAKE}){_FILLING}\Z")
_ENUMERATION = rf"(?:{_MAKE}|推进|加快|推动|实施|开展|抓好)(?P<items>[^,;。]{{2,60}})\Z"
ENUMERATED_HERE = re.compile(_ENUMERATION)
ENUMERATOR = re.compile("[、和及与]|以及")
MADE_BEFORE = re.compile(_MAKE)
FOUND_HERE = re.compile(
    r"(?:新建|建设|改建|扩建|建成|改造|新增|增设|修建|完成|引进|培育|创建|开通|创成|争创|选定|确定|选择)(?:[了出成好]|成功)?\Z"
)
GAINED_HERE = re.compile(r"(?:新建|引进|培育|创建|创成|争创|选定|确定|选择|新增|增设)(?:[了出成好]|成功)?\Z")
TOOL_NEXT = re.compile("[^、,;。]{0,20}?(?:平台|体系|机制|制度|系统|格局|环境|网络|队伍|模式|品牌)")
GIVEN_HERE = re.compile(r"(?:给予|予以|奖励)[^,;。]{0,18}\Z")
EACH_HERE = re.compile(
    r"(?:至少|不少于|不低于|各|(?:每|各)[个家所座条名]?[县市区镇乡村社街校户园院店企站][^,;。]{0,12})\Z"
)
REACHED_HERE = re.compile(r"(?:实现|确保|推进|推动|保障|力争)\Z")
REMOVE_HERE = re.compile(r"(?:消除|淘汰|取缔|拆除|关停|关闭|清退|禁止|严禁|限制|清理)\Z")
BUILD_HERE = re.compile(r"(?:建设|建成|建|打造|规划|配套)(?:[了出成]|一批)?\Z")
LINK_NEXT = re.compile(r"[、和及或与]|以及|或者")
LINK_HERE = re.compile(r"(?:[、和及或与]|以及|或者)\Z")

_NOUN = rf"[\u4e00-\u9fffA-Za-z{NAME}]"
NOUN_NEXT = re.compile(rf"的?{_NOUN}")
THRESHOLD_NEXT = re.compile(
    rf"的(?!(?:总体|年度|阶段|工作|预期|约束)?(?:标准|目标|任务|要求|水平|指标|规模|增速|速度|幅度|比例)){_NOUN}"
)
END_NEXT = re.compile(
    rf"(?:\([^()]{{0,30}}\))?(?:[,;。、:()!?\n”{DATE}]|(?:以及|[和及或与至])[^,;。]*?\d|\Z)"
)
CONDITION_NEXT = re.compile(r"[^,;。、\n]{0,40}的(?:[,;。\n)]|\Z)|(?:时|者|后),")

LEVEL_NEXT = re.compile(r"[级式版型]")
PART_NEXT = re.compile(
    "(?:主要|重点|关键|基本|不同|工作|重要|核心)?(?:阶段|方面|环节|层面|层次|步骤|类别|等级|档次|维度|时段|时期|月|季度|年度|原则|"
    "要素|级别|部分|周期|梯次|百分之)"
)
MEMBER_NEXT = re.compile(
    "(?:市直|县直|区直|省直|相关|有关|职能|成员|责任|牵头|主管)*(?:部门|单位|委办局|委局|成员)"
)
ABSTRACT_NEXT = re.compile(
    "[^、,;。]{0,6}?(?:体系|机制|制度|清单|台账|行动|战役|攻坚战|责任|转变|结合|关系|方案|规划|抓手|支撑|文章|文件|防线|底线|红线|"
    "意识|优势|功能|目标|问题|特征|方式|措施|办法|短板|重点|关键|一批|到位|不变|同步|统筹)"
)
DIVISION_NEXT = re.compile("(?:省辖市|地级市|县级市|设区市|县|市|区|乡|镇|街道|开发区|管委会|旗|州)")
COUNTED_LATER = re.compile(
    r"[^、,;。\n]*?(?<![\d.])\d+(?:\.\d+)?[万千百]?[个座条家处所项台套名栋幢辆艘只口眼间]"
)
#: The size of a thing that is itself measured: 10千伏线路68公里, 4.3米焦炉产能120万吨.
MEASURED_LATER = re.compile(r"[^、,;。\n\d]{1,10}\d+(?:\.\d+)?[万亿]?(?:公里|千米|吨|平方米|亩|千伏安|米)")
#: What is to be treated: 对建成区62公里管网开展检测和清淤.
TREATED_NEXT = re.compile(
    r"[^,;。]{0,20}?(?:开展|进行|实施|实行|全面|分类)[^,;。]{0,16}?(?:检测|排查|清淤|改造|整治|整改|修复|治理|维修|清理)"
)
CAPABLE_NEXT = re.compile("的(?:生产|处理|供应|接待|加工)?能力")
GAINED_BEFORE = re.compile("形成|达到|具备|新增|增加")
VILLAGE_NEXT = re.compile("的?(?:自然村|行政村|村庄|村组|村民小组|聚居点|居民点|安置点|集中安置)")
PER_HEAD_NEXT = re.compile("[户人]均")
KINDS_LISTED_HERE = re.compile(r"、[^,;。]*等\Z")
REACHES_HERE = re.compile(r"(?:扩大|扩展|覆盖|拓展|推广|延伸)[到至]全[市省县区州]\Z")
MANAGED_NEXT = re.compile(
    "[^,;。]{0,16}?(?:实行|进行|实施|纳入)[^,;。]{0,8}?(?:管理|考核|调度|监管|包联)(?:[,;。]|\\Z)"
)
COVER_NEXT = re.compile("(?:全|基本)?覆盖(?!率)")
CIRCLE_NEXT = re.compile("[^,;。\n]{0,10}圈")
STOCK_NEXT = re.compile("的?[\u4e00-\u9fff]{0,10}(?:量|储备|库存|需求|需要)")
FUND_NEXT = re.compile(
    "的?[\u4e00-\u9fff]{0,12}(?:资金|投资|贷款|融资|外资|收入|产值|销售额|交易额|债券|税收|营收|信贷|规模|基金)"
)
FUND_HERE = re.compile(
    r"(?:资金|贷款|投资|经费|债券|基金|收入|产值|销售额|交易额|税收|外资|保费|余额)(?:约|达|近)?\Z"
)
FOLLOWED_NEXT = re.compile("用于|并|支持|作为|带动|全部|以满足|投入|实现|达到|由|覆盖|惠及")

PER_HERE = re.compile(r"每隔?(?:满|增加|增长|提高|减少|超过|下降|新增)?\Z")
ALL_HERE = re.compile(
    r"(?:全[市省县区国州]|我[市省县区]|市[内区直]|省[直内]|所有|其[他余它]|上述|[以如]上|[以如]下|下列)\Z"
)
#: 全市8个县（市、区）、2个园区: the second count is of the same whole.
ALL_LISTED_HERE = re.compile(
    r"全[市省县区州]\d{1,3}个(?:[市县区州旗]|\([市县区、]+\)){1,4}(?:[、和及与]|以及)\Z"
)
SHORT_HERE = re.compile(r"(?:不足|不到|未满|不满|未达到?)\Z")
REFERRED_HERE = re.compile(r"(?:上述|[这该此])\Z")
MAKEUP_HERE = re.compile(
    rf"(?:涉及|围绕|聚焦|依托|包括|包含|涵盖|分为|分成|(?<![得评])分|下设|下辖|辖|含|由|现有|原有|已有|共有|[尚仍还]有|仍存在|属于|约有|计有|作为|位于|连续|"
    rf"未来|今后|(?<![{DATE}底末])[前后]|最近|过去|倒数)\Z"
)
SIZE_HERE = re.compile(
    r"(?:占地|用地|总投资|概算|投资额|[全总]长|(?<![增生成延])长度?|宽度?|(?<!提)高度?|厚度?|深度?|"
    r"直径|间距|间隔|距离?|单机|单台|单体|注册资[本金]|年龄|满|"
    r"(?:占地|用地|建筑|规划|总|流域|控制|国土)面积|总库容|库容|设计规模|总规模)(?:约为?|为|达|近|共|大约|:)?\Z"
)
OUTPUT_HERE = re.compile(
    r"[年日月](?:产值?|供|处理|加工|出栏|接待|生产|消纳|销售收入|营业收入|主营业务收入|销售额|交易额)"
    r"[\u4e00-\u9fff]{0,2}(?:能力)?\Z"
)
_CREATE = "建(?![筑制议])|打造|扩建|培育|引进|引入|招引|签约|新增|规划|谋划|储备"
CREATED_BEFORE = re.compile(_CREATE)
_WORKS = "打通|贯通|改造|整治|整修|修复|修建|大修|提升|铺设|改建|硬化|疏浚|清淤|绿化|治理|加固|拓宽"
WORKS_AT_END = re.compile(
    rf"[^,;。的、\n]{{0,10}}?(?:{_WORKS}|退耕还林(?:还草)?|美化|亮化|升级|养护|加宽)(?:工程|项目|任务|工作)?(?:[,;。、)]|以及|[和及与]|\Z)"
)
#: The count that a size is said of: 新建2台70兆瓦锅炉.
COUNT_OF_CREATED_HERE = re.compile(rf"(?:{_CREATE}|购置|安装|配备)[^,;。\d]{{0,12}}\d+[台座套组个]\Z")
TOTAL_OF_CREATED_HERE = re.compile(
    rf"(?:{_CREATE}|{_WORKS})[^;。]{{0,40}}\d[条段座个处][^,;。、\d]{{0,6}}[,、]总(?:长度?|面积)(?:约为?|为|达)?\Z"
)
CREATED_HERE = re.compile(rf"(?:{_CREATE})[^,;。、对为向覆]{{0,14}}\Z")
DONE_AT_END = re.compile(
    r"[^,;。的\n]{0,30}(?:建成|完工|完成|竣工|投用|通车|贯通|开工|封顶|投运|投产|通水|通电|送电|并网|交付|合龙|上线|投入(?:运营|运行|使用|生产)|(?:处置|处理|清理|清运|清除|整改)(?:到位|完毕))[^,;。\n]{0,4}(?:[,;。\n]|\Z)"
)
ONCE_FOR_EACH_HERE = re.compile(r"(?:提供|接受|享受|免费)\Z")
RADIUS_HERE = re.compile(r"半径(?:达到|为|约)?\Z")
SHARE_OF_HERE = re.compile(r"(?:\A|\()占(?!比|有|率)[^,;。]{0,14}\Z")
RANK_HERE = re.compile(
    r"(?:进入|跻身|挺进|迈入|保持|位居|位列|名列|排名|排位|达到|稳居|力争)[^,;。]{0,14}前\Z"
)
SPAN_HERE = re.compile(r"(?:增加|减少|缩短|压缩|压减|提速)\Z")
TAKE_BEFORE = re.compile("满足|确保|保证|保障|储备|达到|具备|保有|实现")

GRANT_HERE = re.compile(
    r"(?:给予|予以|奖励|资助|罚款|处以|扣减|扣除|扣|缴纳|减按|减征|贴息|上浮|下浮|按(?![期时照需]|计划|要求|规定|年度)|一次性)[^,;。]{0,18}\Z"
)
SUBSIDY_HERE = re.compile(r"(?:补助|补贴|奖补|补偿)(?!资金|标准|面积|经费|水平|人数)[^,;。]{0,6}\Z")
CEILING_HERE = re.compile(r"最[高多](?:金额|额度|限额)?(?:不超过|不得超过)?\Z")
PAY_BEFORE = re.compile("发放|落实|争取|安排|拨付|筹措|筹集|(?<!实际)投入|完成|累计")
GRANT_NEXT = re.compile(
    "[^,;。\n]{0,14}?(?:奖励|补助|补贴|资助|奖补|贴息|补偿|罚款|处罚|滞纳金|违约金|优惠|奖金|扶持资金)(?!资金池|项目|标准)"
)
CASE_SENTENCE = re.compile(r"(?:\A|[,;])(?:对于?|凡)[^;。]*\Z")
GRANT_LATER = re.compile(
    r"(?:给予|予以|享受|可获|可申请)[^。\n]{0,40}?(?:奖励|补助|补贴|资助|奖补|扶持|优惠|补偿|支持|指标)|奖励\d"
)
NORM_BEFORE = re.compile("(?:按照?|依照?|根据|参照)(?![时期照需]|要求|规定|计划)")
BASE_NEXT = re.compile("[^,;。]{0,8}(?:基础上|基数)")
RISING_NEXT = re.compile(
    "[^,;。\\d]{0,6}(?:提高|提升|增加|增|增长|下降|降低|下调|上调|调整|减少|压缩|压减|缩短|扩大|优化|降|升)[到至为]"
)
FROM_HERE = re.compile(r"[由从][^,;。]{0,20}\Z")
CONDITION_LATER = re.compile(r"\A[^,;。\n]{0,20}[,、](?:或者?|且)[^;。\n]{0,40}的[,;。]")
CASE_BEFORE = re.compile(r"\A(?:对于?|凡是?|如果?|若|当)")
EACH_MORE_BEFORE = re.compile(r"\A每(?:增加|增长|新增|引进|超过?|满|提高|降低|减少|培育|建成|完成|推荐)")
DONE_NEXT = re.compile("[^,;。]*已")
DONE_BEFORE = re.compile(r"已(?!知|婚)[^的]*\Z")
REPORTED = re.compile(
    f"(?<![较比同与在至到项])目前(?!期)|截至|截止|现有(?=[^,;。]*\\Z)|(?<![较比与同在])(?:去年|上年|上一年)|过去[一二三五\\d]年|近年来|{DATE}以来(?![^,;。\\d]{{0,10}}的[^,;。\\d]{{2,16}}(?:按|至少))"
)
PLANNED = re.compile(
    f"{DATE}前|[到至]{DATE}|剩余|力争|确保|将|计划|争取|年底前|要[^求点素]|再[新建增完]|继续|拟"
)
#: 补贴自启动之日起20个工作日内发放到位: counted from an event, yet to be kept each time.
PAID_NEXT = re.compile("内?(?:全部|足额)?(?:发放|拨付|兑付|兑现)到位")
SETTLED_NEXT = re.compile(
    "内?(?:办结|办完|出证|完成审批|拿证)"
    "|内(?:更新|集结|出车|出动|抵达|赶到|发放|到场|到岗|到达现场|送达|反馈|回复|答复|响应|(?:完成)?处置(?!率))"
)
PROCEDURE_BEFORE = re.compile("收到|受理|接到|自.{0,12}之日起")
CYCLE_BEFORE = re.compile(
    r"(?:每(?:个?[年季月周日天旬]|季度|半年|半月|两|一|学期|学年)|逐[月季年]|按[月季周]|(?<![一二三四第全\d])[月季周年]度?)[^,;。]{0,12}\Z"
)
REVIEW_HERE = re.compile(r"(?:研究|调度|督导|督查|督办|会商|通报|报告|报送|例会|听取|研判)[^,;。\d]{0,6}\Z")
LEAST_BEFORE = re.compile("至少|不少于|不低于|不得少于")
