"""What readers do, in a real browser: find a department's late work, filter, share, go back, print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from .conftest import Watch

PAGES = {
    "home": "",
    "plan": "2022/",
    "tracker": "2022/tracker/",
    "timeline": "2022/timeline/",
    "departments": "2022/departments/",
    "department": "2022/departments/members/",
    "area": "2022/areas/3/",
    "task": "2022/tasks/35/",
    "reports": "2022/reports/",
    "bulletin": "2022/reports/2022-09/",
    "inspection": "2022/reports/2022-q3/",
    "due": "2022/reports/due/",
    "written": "reports/2022-annual/",
    "plans": "plans/",
    "gathered": "departments/",
    "gathered-department": "departments/office/",
    "scheme": "2022-campaign/",
    "stages": "2022-campaign/timeline/",
    "activity": "2022-campaign/areas/5/",
    "step": "2022-campaign/tasks/2.2/",
    "county": "2022-campaign/departments/panan/",
    "joint-inspection": "2022-campaign/reports/2022-q3/",
    "forms": "2022-campaign/forms/",
    "form": "2022-campaign/forms/speeches/",
    "form-blank": "2022-campaign/forms/speeches/blank/",
    "form-return": "2022-campaign/forms/speeches/yiwu/",
    "calendar": "guide/calendar/",
    "codes": "guide/problems/",
    "commands": "guide/commands/",
    "excel": "guide/excel/",
    "handbook": "guide/",
}


@pytest.fixture(scope="session")
def data(site: Path) -> dict[str, Any]:
    """The facts the pages must agree with."""
    return json.loads((site / "data" / "2022.json").read_text(encoding="utf-8"))


def red_of(data: dict[str, Any], department: str) -> set[str]:
    return {
        str(task["id"])
        for task in data["tasks"]
        if task["lamp"] == "red" and department in task["assigned"]
    }


@pytest.fixture(scope="session")
def busiest(data: dict[str, Any]) -> str:
    """The department with the most red lamps."""
    names = [department["name"] for department in data["departments"]]
    found = max(names, key=lambda name: len(red_of(data, name)))
    assert red_of(data, found)
    return found


def test_late_work_of_a_department_within_three_clicks(
    page: Page, site_url: str, data: dict[str, Any], busiest: str
) -> None:
    page.goto(site_url)
    page.get_by_role("link", name=busiest, exact=True).first.click()  # one
    expect(page.get_by_role("heading", level=1)).to_have_text(busiest)
    numbers = page.locator(".wp-alert--red .wp-alert__what .wp-num").all_inner_texts()
    assert set(numbers) == red_of(data, busiest)
    page.locator(".wp-lede a", has_text="红灯").click()  # two: the tracker, so filtered
    expect(page.locator("#wp-tracker-table")).to_be_visible()
    rows = page.locator("#wp-tracker-table tbody tr:visible td:first-child")
    expect(rows).to_have_count(len(red_of(data, busiest)))
    assert set(rows.all_inner_texts()) == red_of(data, busiest)
    page.locator("#wp-tracker-table tbody tr:visible a").first.click()  # three: why it is red
    expect(page.locator(".wp-verdict--red")).to_be_visible()


def test_filter_is_kept_in_the_address_and_survives_going_back(
    page: Page, site_url: str, data: dict[str, Any]
) -> None:
    page.goto(site_url + "2022/tracker/")
    rows = page.locator("#wp-tracker-table tbody tr:visible")
    expect(rows).to_have_count(64)
    page.get_by_label("部门").select_option("office")
    page.get_by_label("截止月份").select_option("2022-12")
    wanted = [
        task
        for task in data["tasks"]
        if "办公室" in task["assigned"] and (task["due"]["end"] or "").startswith("2022-12")
    ]
    expect(rows).to_have_count(len(wanted))
    expect(page.locator("output")).to_have_text(f"显示 {len(wanted)} 项，共 64 项")
    assert "department=office" in page.url
    assert "due=2022-12" in page.url
    shared = page.url
    rows.locator("a").first.click()
    expect(page.locator(".wp-task")).to_be_visible()
    page.go_back()
    expect(page.locator("#wp-tracker-table")).to_be_visible()
    expect(rows).to_have_count(len(wanted))
    assert page.url == shared
    # Somebody else opens what was shared, without this history.
    page.goto("about:blank")
    page.goto(shared)
    expect(rows).to_have_count(len(wanted))
    page.get_by_role("button", name="清除").click()
    expect(rows).to_have_count(64)
    assert page.url == site_url + "2022/tracker/"


def test_filters_work_with_instant_navigation(
    context: BrowserContext, watch: Watch, instant_url: str
) -> None:
    """Pages are exchanged without loading; scripts start again, and the filter is still there."""
    watch.site_url = instant_url
    page = context.new_page()
    page.goto(instant_url)
    page.wait_for_load_state("networkidle")  # it exchanges only pages that the sitemap names
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="进度总表", exact=True).first.click()
    rows = page.locator("#wp-tracker-table tbody tr:visible")
    expect(rows).to_have_count(64)
    page.get_by_label("灯", exact=True).select_option("red")
    expect(rows).not_to_have_count(64)
    shown = rows.count()
    rows.locator("a").first.click()
    expect(page.locator(".wp-verdict--red")).to_be_visible()
    page.go_back()
    expect(rows).to_have_count(shown)
    assert "lamp=red" in page.url
    expect(page.locator(".wp-large-toggle")).to_have_count(1)
    page.get_by_role("link", name="时间轴", exact=True).first.click()
    expect(page.locator("a.wp-track").first).to_be_visible()
    page.locator("a.wp-track").first.click(position={"x": 40, "y": 15})
    expect(page.locator(".wp-task")).to_be_visible()
    assert page.evaluate("window.stillHere"), "no page was loaded anew"


def test_text_filter_and_nothing_found(page: Page, site_url: str) -> None:
    page.goto(site_url + "2022/tracker/")
    page.get_by_label("文字").fill("省运会")
    rows = page.locator("#wp-tracker-table tbody tr:visible td:first-child")
    expect(rows).to_have_count(2)
    assert rows.all_inner_texts() == ["35", "37"]
    page.get_by_label("文字").fill("没有这样的任务")
    expect(page.locator("[data-wp-none]")).to_be_visible()
    page.get_by_role("button", name="清除筛选").click()
    expect(rows).to_have_count(64)


def test_every_filter_agrees_with_the_data(page: Page, site_url: str, data: dict[str, Any]) -> None:
    page.goto(site_url + "2022/tracker/")
    rows = page.locator("#wp-tracker-table tbody tr:visible")
    for lamp, count in data["totals"]["lamps"].items():
        page.get_by_label("灯", exact=True).select_option(lamp)
        expect(rows).to_have_count(count)
    page.get_by_role("button", name="清除", exact=True).click()
    for area in data["areas"]:
        page.get_by_label("重点工作").select_option(str(area["number"]))
        expect(rows).to_have_count(len(area["tasks"]))
    page.get_by_role("button", name="清除", exact=True).click()
    for status in {task["status"] for task in data["tasks"]}:
        page.get_by_label("状态").select_option(status or "未报送")
        expect(rows).to_have_count(sum(task["status"] == status for task in data["tasks"]))


def test_sorting(page: Page, site_url: str) -> None:
    page.goto(site_url + "2022/tracker/")
    page.get_by_role("button", name="截止").click()
    dates = page.locator("#wp-tracker-table tbody tr").evaluate_all(
        "rows => rows.map(row => row.dataset.due)"
    )
    known = [date for date in dates if date]
    assert known == sorted(known)
    assert all(dates[: len(known)]), "what has no date goes last"
    assert "sort=due" in page.url
    page.get_by_role("button", name="截止").click()
    dates = page.locator("#wp-tracker-table tbody tr").evaluate_all(
        "rows => rows.map(row => row.dataset.due)"
    )
    assert [date for date in dates if date] == known[::-1]
    expect(page.locator("th[data-wp-sort=due]")).to_have_attribute("aria-sort", "descending")
    page.reload()
    expect(page.locator("th[data-wp-sort=due]")).to_have_attribute("aria-sort", "descending")


def test_hostile_query_is_passed_over(page: Page, site_url: str) -> None:
    page.goto(site_url + "2022/tracker/?lamp=%22%3E%3Cscript%3E&sort=%22%5D&area=99")
    expect(page.locator("#wp-tracker-table tbody tr:visible")).to_have_count(64)


def test_a_bar_of_the_timeline_is_a_link(page: Page, site_url: str) -> None:
    page.goto(site_url + "2022/timeline/")
    bar = page.locator("a.wp-track").nth(34)
    assert "35 " in (bar.get_attribute("aria-label") or "")
    bar.click(position={"x": 40, "y": 15})
    expect(page.locator(".wp-task")).to_be_visible()
    assert page.url == site_url + "2022/tasks/35/"


def test_keyboard_reaches_filters_and_rows(page: Page, site_url: str) -> None:
    page.goto(site_url + "2022/tracker/")
    page.get_by_label("部门").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#wp-tracker-table tbody tr:visible")).not_to_have_count(64)
    page.locator("#wp-tracker-table tbody tr:visible a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".wp-task")).to_be_visible()


def test_large_text_is_remembered(page: Page, site_url: str) -> None:
    page.goto(site_url)
    before = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.wp td')).fontSize)"
    )
    page.get_by_role("button", name="大字").click()
    page.goto(site_url + "2022/tracker/")
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.wp td')).fontSize)")
    assert after > before * 1.2


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_no_width_scrolls_the_page_sideways(
    page: Page, site_url: str, name: str, large: bool
) -> None:
    page.goto(site_url + PAGES[name])
    if large:
        page.get_by_role("button", name="大字").click()
    wider = {}
    for width in (320, 390, 600, 768, 900, 1024, 1180, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        fits = "document.documentElement.scrollWidth <= innerWidth"
        try:
            # The theme's search field takes a moment to move.
            page.wait_for_function(fits, timeout=1500)
        except PlaywrightTimeout:
            wider[width] = page.evaluate("document.documentElement.scrollWidth")
    assert not wider


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_readable_without_script(
    browser: Browser, site: Path, site_url: str, name: str
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(site_url + PAGES[name])
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    if name == "tracker":
        expect(page.locator("#wp-tracker-table tbody tr:visible")).to_have_count(64)
        expect(page.locator(".wp-filters")).to_be_hidden()
    if name == "timeline":
        assert page.locator("a.wp-track:visible").count() == 128
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_accessible(browser: Browser, site_url: str, name: str, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(site_url + PAGES[name])
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    context.close()
    assert not [(item["id"], [node["target"] for node in item["nodes"]][:3]) for item in found]


def test_a_text_of_what_is_owed_is_copied(
    context: BrowserContext, watch: Watch, instant_url: str
) -> None:
    """With instant navigation, too; the button says that it did."""
    watch.site_url = instant_url
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(instant_url)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="催报单", exact=True).first.click()
    block = page.locator(".wp-copy").first
    button = block.get_by_role("button")
    button.click()
    expect(button).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == block.locator("pre").text_content()
    assert copied.startswith("【演示数据】\n")
    expect(button).to_have_text("复制")
    assert page.evaluate("window.stillHere"), "no page was loaded anew"


def test_a_text_is_copied_without_the_clipboard_api(page: Page, site_url: str) -> None:
    """An intranet without https has none."""
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(site_url + "2022/reports/due/")
    block = page.locator(".wp-copy").first
    block.get_by_role("button").click()
    expect(block.get_by_role("button")).to_have_text("已复制")
    text = page.evaluate("getSelection().toString()")
    assert text.strip() == (block.locator("pre").text_content() or "").strip()


def test_a_text_can_be_selected_without_script(browser: Browser, site: Path, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(site_url + "2022/reports/due/")
    expect(page.locator(".wp-copy pre").first).to_be_visible()
    expect(page.locator(".wp-copy button").first).to_be_hidden()
    context.close()


def test_unknown_page_helps(page: Page, site_url: str, watch: Watch) -> None:
    watch.allowed.append("404")
    page.goto(site_url + "2022/tasks/999/")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()


def test_heads_of_a_report_are_not_broken(page: Page, site_url: str) -> None:
    """三季度未报送 stands whole, on a laptop and on a phone."""
    page.goto(site_url + "2022/reports/due/")
    heads = page.locator(".wp-report__table thead th")
    assert "三季度未报送" in heads.all_inner_texts()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        lines = "heads => heads.map(head => head.getBoundingClientRect().height)"
        heights = heads.evaluate_all(lines)
        assert max(heights) < 40, (width, heights)


def test_print_is_on_paper(page: Page, site_url: str, tmp_path: Path) -> None:
    """Timelines and an inspection print on A4 landscape, what is read upright."""
    wide, upright = (842, 595), (595, 842)
    for address, size in (
        ("2022/timeline/", wide),
        ("2022/tasks/35/", upright),
        ("2022/reports/2022-q3/", wide),
        ("2022/reports/2022-09/", upright),
        ("2022-campaign/", upright),
        ("2022-campaign/timeline/", wide),
        ("departments/office/", upright),
        ("reports/2022-annual/", upright),
    ):
        page.goto(site_url + address)
        pdf = page.pdf(prefer_css_page_size=True)
        box = pdf.split(b"/MediaBox [")[1].split(b"]")[0].split()
        assert (round(float(box[2])), round(float(box[3]))) == size


# --- forms ---------------------------------------------------------------------------------------


def form_column(page: Page, title: str) -> list[str]:
    return page.locator(
        f'#wp-form-rows tbody tr:visible td[data-label="{title}"]'
    ).all_inner_texts()


def test_rows_of_a_form_sort_by_number_and_by_day(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}2022-campaign/forms/speeches/")
    table = page.locator("#wp-form-rows")
    table.get_by_role("button", name="备注（人数）").click()
    told = [int(text) for text in form_column(page, "备注（人数）") if text != "—"]
    assert told == sorted(told)
    assert form_column(page, "备注（人数）")[-1] == "—", "what is empty goes last"
    table.get_by_role("button", name="备注（人数）").click()
    assert [int(text) for text in form_column(page, "备注（人数）") if text != "—"] == told[::-1]
    table.get_by_role("button", name="时间").click()
    days = form_column(page, "时间")
    assert days.index("3月中旬") < days.index("2022-03-18") < days.index("3月23日上午")
    assert days[-1] == "待定"
    assert table.locator("tfoot").inner_text().split() == ["全部合计", str(sum(told))]


def test_rows_of_a_form_are_filtered_and_the_choice_can_be_shared(
    page: Page, site_url: str
) -> None:
    page.goto(f"{site_url}2022-campaign/forms/speeches/")
    expect(page.locator("output")).to_have_text("共 16 行")
    page.get_by_label("单位").select_option("义乌市政协")
    expect(page.locator("output")).to_have_text("显示 3 行，共 16 行")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("output")).to_have_text("显示 3 行，共 16 行")
    page.get_by_label("文字").fill("没有的地方")
    expect(page.locator("[data-wp-none]")).to_be_visible()
    page.locator("[data-wp-none] button").click()
    expect(page.locator("output")).to_have_text("共 16 行")


def test_a_blank_form_fits_one_page_of_paper(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    page.goto(f"{site_url}2022-campaign/forms/speeches/blank/")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 841.91998 594.95996]" in paper or b"/MediaBox [0 0 842 595]" in paper
