from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from baicheng.reading.model import Ledger
from baicheng.reading.spans import Span
from tests.reading.outputs.made_up_plan import made_up_ledger
from tests.reading.outputs.made_up_text import LINES, content_of
from tests.reading.outputs.many_tasks import ledger_of

OpenPage = Callable[..., Any]


@pytest.fixture
def ledger() -> Ledger:
    return made_up_ledger()


def in_view(page: Any, selector: str, pane: str) -> bool:
    """Whether the top of the first such element can be seen in its half of the page."""
    script = """([selector, pane]) => {
        const box = document.querySelector(selector).getBoundingClientRect();
        const frame = document.querySelector(pane).getBoundingClientRect();
        return box.height > 0 && box.top >= frame.top - 1 && box.top < frame.bottom - 5;
    }"""
    return bool(page.evaluate(script, [selector, pane]))


def settle(page: Any) -> None:
    """Wait until the page has scrolled and drawn."""
    page.evaluate("() => new Promise(done => setTimeout(done, 150))")


def shown(page: Any) -> list[str]:
    return page.locator(".task:visible .to").all_text_contents()


def test_the_page_is_titled_with_the_documents_number_and_title(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    assert page.title().startswith("青政办〔2023〕12号 青石市人民政府办公室关于印发")
    assert "工作方案的通知" in page.locator("h1").inner_text()
    assert page.locator(".task").count() == 8


def test_a_click_on_a_task_shows_its_text(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    assert not in_view(page, "article [data-t='7']", "#source")
    page.locator("#task-7 .what").click()
    settle(page)
    assert in_view(page, "article [data-t='7']", "#source")
    assert page.locator("article .on").first.is_visible()
    assert page.locator("article span.on").all_inner_texts()[0] == "青石市体育公园"
    assert page.locator(".flash").count() > 0
    assert page.url.endswith("#task-7")


def test_a_click_on_the_text_shows_its_task(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    page.locator("article span", has_text="利用边角地建设").click()
    settle(page)
    assert in_view(page, "#task-6", "#ledger")
    assert page.locator(".task.on").get_attribute("id") == "task-6"


def test_a_click_on_a_unit_in_the_text_flashes_it_in_the_ledger_and_back(
    open_page: OpenPage, ledger: Ledger
) -> None:
    page = open_page(ledger)
    page.locator("article .unit", has_text="市农业农村局").click()
    settle(page)
    assert page.locator("#task-3 .flash").inner_text() == "市农业农村局"
    page.locator("#task-8 .chip", has_text="市体育局").click()
    settle(page)
    assert in_view(page, "article .flash", "#source")
    assert page.locator("article .flash").inner_text() == "市体育局"


def test_the_keyboard_goes_through_the_tasks(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    for key, expected in (
        ("j", "1"),
        ("j", "2"),
        ("ArrowDown", "3"),
        ("k", "2"),
        ("ArrowUp", "1"),
        ("k", "1"),
    ):
        page.keyboard.press(key)
        assert page.locator(".task.on .to").inner_text() == expected
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.locator("#search").input_value() == "jk"
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == ""
    assert len(shown(page)) == 8


def test_tasks_are_filtered_by_unit_day_finding_and_words(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    page.locator("#by-unit").select_option(label="市住房城乡建设局（2）")
    assert shown(page) == ["1", "5"]
    page.locator("#by-finding").check()
    assert shown(page) == ["5"]
    assert page.locator("#shown").inner_text() == "1 / 8 项"
    page.locator("#reset").click()
    page.locator("#by-day").select_option("2023-09-30")
    assert shown(page) == ["2", "8"]
    page.locator("#reset").click()
    page.locator("#search").fill("边角地 口袋")
    page.locator("#task-1").wait_for(state="hidden")
    assert shown(page) == ["6"]
    page.locator("#search").fill("没有这样的词")
    page.locator("#nothing").wait_for()
    assert page.locator(".group:visible").count() == 0


def test_a_task_hidden_by_the_filter_comes_back_when_its_text_is_clicked(
    open_page: OpenPage, ledger: Ledger
) -> None:
    page = open_page(ledger)
    page.locator("#by-finding").check()
    page.locator("article .no", has_text="1").first.click()
    settle(page)
    assert in_view(page, "#task-1", "#ledger")
    assert not page.locator("#by-finding").is_checked()


def test_a_unit_of_the_summary_leads_to_its_tasks(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    page.locator("[data-tab=units]").click()
    page.locator(".link", has_text="市体育局").click()
    assert shown(page) == ["7", "8"]


def test_findings_and_report_duties_lead_to_their_words_and_back(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    page.locator("[data-tab=findings]").click()
    page.locator(".note", has_text="附件2").click()
    settle(page)
    assert page.locator("article .flash").inner_text() == "附件2"
    assert in_view(page, "article .flash", "#source")
    page.locator(".note", has_text="没有写明牵头单位").click()
    assert page.locator("article .no.on").inner_text() == "4"
    page.locator("article .duty", has_text="每月25日前").click()
    settle(page)
    assert "市提质办" in page.locator(".note.flash").inner_text()


def test_the_interface_speaks_english_at_a_click_and_chinese_again(
    open_page: OpenPage, ledger: Ledger
) -> None:
    page = open_page(ledger)
    assert page.locator("[data-tab=tasks]").inner_text().startswith("任务")
    page.locator("#language").click()
    assert page.locator("[data-tab=tasks]").inner_text().startswith("Tasks")
    assert page.locator("#search").get_attribute("placeholder").startswith("Search")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#task-1 .label").first.inner_text() == "Lead"
    assert page.locator("#task-1 .what b").inner_text() == "1.打通断头路"
    page.locator("#language").click()
    assert page.locator("#shown").inner_text() == "8 / 8 项"


def test_a_link_to_a_task_opens_it(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger, fragment="#task-8")
    settle(page)
    assert in_view(page, "#task-8", "#ledger")
    assert in_view(page, "article span[data-t='8']", "#source")


def test_on_a_phone_one_half_is_seen_at_a_time(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger, width=390, height=844)
    assert page.locator("#ledger").is_visible()
    assert not page.locator("#source").is_visible()
    page.locator("#task-5 .see").click()
    settle(page)
    assert page.locator("#source").is_visible()
    assert not page.locator("#ledger").is_visible()
    assert in_view(page, "article [data-t='5']", "#source")
    page.locator("article [data-t='2'].goal").first.click()
    page.locator("[data-pane=ledger]").click()
    settle(page)
    assert in_view(page, "#task-2", "#ledger")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_paper_the_ledger_is_a_table_without_the_text(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    page.locator("#task-3 .what").click()
    page.emulate_media(media="print")
    assert not page.locator("#source").is_visible()
    assert not page.locator(".filters").is_visible()
    display = "element => getComputedStyle(element).display"
    assert page.locator("thead").first.evaluate(display) == "table-header-group"
    assert page.locator("#task-1").evaluate(display) == "table-row"
    assert page.locator("#task-5 li:visible").count() == 4
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'&amp;"


def test_nothing_in_a_document_runs_or_loads(open_page: OpenPage, ledger: Ledger) -> None:
    content = content_of([(HOSTILE + line, cell) for line, cell in LINES], name=HOSTILE)
    task = replace(
        ledger.tasks[0],
        heading=HOSTILE,
        address=HOSTILE,
        path=(HOSTILE,),
        lead=(HOSTILE,),
        text=HOSTILE,
        span=Span(0, len(HOSTILE)),
        parties=(replace(ledger.tasks[0].parties[0], name=HOSTILE, span=Span(3, 20)),),
        parts=(replace(ledger.tasks[0].parts[0], text=HOSTILE),),
    )
    document = replace(
        ledger.documents[0], number=HOSTILE, title=HOSTILE, issuer=HOSTILE, addressees=(HOSTILE,)
    )
    duty = replace(ledger.report_duties[0], what=HOSTILE, schedule=HOSTILE, at=HOSTILE, address=HOSTILE)
    finding = replace(ledger.findings[0], message=HOSTILE, task=1)
    hostile = replace(
        ledger,
        content=content,
        source=content.source,
        tasks=(task,),
        documents=(document,),
        report_duties=(duty,),
        findings=(finding,),
    )
    page = open_page(hostile)
    for tab in ("units", "duties", "findings", "tasks"):
        page.locator(f"[data-tab={tab}]").click()
    page.locator("#task-1 .what").click()
    page.locator("#language").click()
    assert page.evaluate("window.hacked") is None
    assert page.locator("article img, article script, .ledger img").count() == 0
    assert page.locator("article p").first.inner_text().endswith(HOSTILE + LINES[0][0])
    assert page.locator("#task-1 .what b").inner_text() == HOSTILE
    assert page.faults == []


def test_the_policy_stops_a_script_that_is_not_the_pages_own(open_page: OpenPage, ledger: Ledger) -> None:
    page = open_page(ledger)
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.hacked = 1';
            document.body.append(script);
            const image = document.createElement('img');
            image.src = 'http://192.0.2.1/x.png';
            document.body.append(image);
        }"""
    )
    settle(page)
    assert page.evaluate("window.hacked") is None
    refused = [fault for fault in page.faults if "Content Security Policy" in fault]
    assert len(refused) == 2


def test_five_hundred_tasks_stay_quick(open_page: OpenPage) -> None:
    page = open_page(ledger_of(500))
    begun = time.monotonic()
    page.locator("#by-unit").select_option(index=3)
    assert 0 < len(shown(page)) < 500
    page.locator("#reset").click()
    page.locator("#search").fill("第499号工程")
    page.locator("#task-1").wait_for(state="hidden")
    assert shown(page) == ["499"]
    page.keyboard.press("Escape")
    for _ in range(20):
        page.keyboard.press("j")
    assert page.locator(".task.on .to").inner_text() == "20"
    assert time.monotonic() - begun < 5
    page.evaluate("document.querySelector('#task-480 .to').click()")
    settle(page)
    assert in_view(page, "article [data-t='480']", "#source")
