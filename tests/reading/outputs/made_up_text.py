"""The words of the made-up plan, as a file would hold them."""

from __future__ import annotations

from array import array

from baicheng.reading.spans import Block, Cell, Source
from baicheng.reading.text import Paragraph, Text

LINES: list[tuple[str, Cell | None]] = [
    ("青石市人民政府办公室", None),
    ("关于印发2023年青石市城市提质工作方案的通知", None),
    ("青政办〔2023〕12号", None),
    ("各县（区）人民政府，市政府各部门：", None),
    ("现将《2023年青石市城市提质工作方案》印发给你们，请认真组织实施。", None),
    ("2023年3月8日", None),
    ("一、总体要求", None),
    ("坚持问题导向，补短板、强弱项，让群众出门更顺、居住更安、环境更美。", None),
    ("二、重点任务", None),
    ("（一）畅通城市道路", None),
    (
        (
            "1.打通断头路。上半年完成青云路、石桥街等6条断头路施工图设计，年底前建成通车不少于4条，"
            "新建道路同步敷设雨污分流管网18.5公里。"
        ),
        None,
    ),
    ("牵头单位：市住房城乡建设局", None),
    ("责任单位：各县（区）人民政府，市城市管理局、市自然资源局", None),
    (
        (
            "2.增加停车供给。全年新增公共停车泊位3000—3500个，9月底前建成城区停车信息平台，"
            "接入率达到90%以上。（市城市管理局牵头，市公安局、市大数据局配合）"
        ),
        None,
    ),
    ("（二）改善水环境", None),
    (
        (
            "1.整治黑臭水体。市水利局6月底前完成铜溪、白沙沟清淤12公里；市生态环境局10月底前将"
            "沿线入河排污口全部登记造册，水质达标率不低于85%，化学需氧量排放量下降6%。"
        ),
        None,
    ),
    ("牵头单位：市水利局、市生态环境局　配合单位：市农业农村局　分管领导：周明远", None),
    (
        "2.提高污水处理能力。确保城南污水处理厂二期6月底前投运，日处理能力达到5万吨，污泥含水率控制在60%以下。",
        None,
    ),
    ("责任单位：市排水集团", None),
    ("（三）建设宜居社区", None),
    ("1.改造老旧小区。改造老旧小区52个，惠及居民1.3万户，电梯加装不少于40部，居民满意度达到95%。", None),
    ("牵头单位：市住房城乡建设局", None),
    ("责任单位：各县(区)人民政府", None),
    ("2.建设口袋公园。按照见缝插绿的原则，利用边角地建设口袋公园，具体点位由各区确定。", None),
    ("附件：重点项目任务表", None),
    ("项目", Cell(1, 1, 1)),
    ("年度目标", Cell(1, 1, 2)),
    ("完成时限", Cell(1, 1, 3)),
    ("责任单位", Cell(1, 1, 4)),
    ("青石市体育公园", Cell(1, 2, 1)),
    ("完成投资1.2亿元", Cell(1, 2, 2)),
    ("2023年11月", Cell(1, 2, 3)),
    ("市体育局", Cell(1, 2, 4, rows=2)),
    ("全民健身步道", Cell(1, 3, 1)),
    ("新建步道30公里", Cell(1, 3, 2)),
    ("2023年9月", Cell(1, 3, 3)),
    ("三、保障措施", None),
    ("各牵头单位每月25日前将工作进展报市提质办，6月20日、12月20日17:00前分别报送半年和全年总结。", None),
    ("具体考核办法见附件2。", None),
]


def content_of(lines: list[tuple[str, Cell | None]], name: str = "qingshi-2023.docx") -> Text:
    """A text whose paragraphs are the blocks of the file, cleaned of nothing."""
    text = "\n".join(line for line, _ in lines)
    blocks, start = [], 0
    for index, (line, cell) in enumerate(lines):
        blocks.append(Block(start, start + len(line), page=1 + index // 20, cell=cell))
        start += len(line) + 1
    source = Source(name, "docx", text, tuple(blocks), ("第3页没有文字，可能是扫描件。",))
    paragraphs = tuple(Paragraph(b.start, b.end, b.cell) for b in blocks)
    return Text(source, text, text, array("I", range(len(text))), paragraphs)
