"""Search finds Chinese by any of its characters, and shows texts as texts.

The worker is asked directly, by its protocol, where many queries are needed;
a few journeys go through the dialog as a reader does.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

PLAN = Path(__file__).parents[2] / "plans" / "2022.yaml"

# Starts the worker that the page names and resolves to the pages found for each
# query. Without texts of its own it is set up as the dialog does it: from the
# stub, so that it fetches the texts itself.
ASK = """
async ({queries, docs}) => {
  const config = JSON.parse(document.getElementById("__config").textContent)
  const base = new URL(config.base, location)
  const index = await (await fetch(new URL("search/search_index.json", base))).json()
  const worker = new Worker(new URL(config.search, location))
  const send = message => new Promise((resolve, reject) => {
    worker.onmessage = event => resolve(event.data)
    worker.onerror = event => reject(new Error(event.message))
    worker.postMessage(message)
  })
  const ready = await send({type: 0, data: {...index, docs: docs || index.docs}})
  if (ready.type !== 1) throw new Error(`not READY: ${ready.type}`)
  const answers = []
  for (const query of queries) {
    const result = await send({type: 2, data: query})
    if (result.type !== 3) throw new Error(`not RESULT: ${result.type}`)
    answers.push(result.data.items)
  }
  worker.terminate()
  return docs ? answers : answers.map(
    items => items.map(sections => sections[0].location.split("#")[0]))
}
"""


def task_texts() -> dict[str, str]:
    """The text of every task of the plan, by its id."""
    plan = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    return {str(task["id"]): task["text"] for area in plan["areas"] for task in area["tasks"]}


def pairs_of(text: str) -> list[str]:
    """Every two adjacent Chinese characters: 加强党建 gives 加强, 强党, 党建."""
    return re.findall(r"(?=([\u4e00-\u9fff]{2}))", text)


def pages_found(page: Page, site_url: str, queries: list[str]) -> dict[str, list[str]]:
    """The addresses of the pages that the search worker finds for each query, best first."""
    page.goto(site_url)
    return dict(zip(queries, page.evaluate(ASK, {"queries": queries}), strict=True))


def items_found(page: Page, site_url: str, docs: list[dict[str, Any]], query: str) -> Any:
    """What the search worker returns for a query in these texts: a list of items a page."""
    page.goto(site_url)
    return page.evaluate(ASK, {"queries": [query], "docs": docs})[0]


def type_query(page: Page, query: str) -> None:
    """Write a query into the search dialog; the theme reads it when a key is released."""
    page.keyboard.press("/")
    field = page.get_by_role("textbox", name="搜索")
    field.fill(query)
    field.press("End")


def test_any_two_adjacent_characters_find_the_task(page: Page, site_url: str) -> None:
    texts = task_texts()
    assert len(texts) == 64
    queries = sorted({pair for text in texts.values() for pair in pairs_of(text)})
    assert len(queries) > 1000

    found = pages_found(page, site_url, queries)

    missed = [
        (task, pair)
        for task, text in texts.items()
        for pair in pairs_of(text)
        if f"2022/tasks/{task}/" not in found[pair]
    ]
    assert missed == []


def test_all_terms_must_occur(page: Page, site_url: str) -> None:
    texts = task_texts()
    first, second = "省运会", "视察"
    both = {task for task, text in texts.items() if first in text and second in text}
    assert both, "the plan no longer has a task with both words: choose others"

    absent = f"{first} 绝无此词"
    found = pages_found(page, site_url, [first, f"{second} {first}", f"{first}　{second}", absent])

    for query in (f"{second} {first}", f"{first}　{second}"):
        assert {f"2022/tasks/{task}/" for task in both} <= set(found[query])
        assert set(found[query]) <= set(found[first])
    assert found[absent] == []


def test_width_and_case_do_not_matter(page: Page, site_url: str) -> None:
    docs = [{"location": "a/", "title": "ＰＤＦ 第１２条", "text": "“第一议题”〔2022〕11号"}]
    for query in ("pdf", "12条", "ｐｄｆ　“第一", '"第一议题"', "[2022]11", "12 pdf"):
        [[item]] = items_found(page, site_url, docs, query)
    assert item["title"] == "<mark>ＰＤＦ</mark> 第<mark>１２</mark>条"


def test_excerpt_surrounds_the_hit(page: Page, site_url: str) -> None:
    docs = [{"location": "a/", "title": "甲", "text": "前" * 500 + "省运会" + "后" * 500}]
    [[item]] = items_found(page, site_url, docs, "省运会")
    assert item["text"] == "…" + "前" * 60 + "<mark>省运会</mark>" + "后" * 97 + "…"


@pytest.mark.parametrize(("query", "task"), [("省运会 视察", "35"), ("书香政协", "5")])
def test_dialog_leads_to_the_task(page: Page, site_url: str, query: str, task: str) -> None:
    page.goto(site_url)
    type_query(page, query)
    result = page.locator(f'.md-search-result__link[href*="/2022/tasks/{task}/"]').first
    expect(result.locator("mark").first).to_be_visible()
    result.click()
    expect(page).to_have_url(re.compile(rf"/2022/tasks/{task}/"))
    expect(page.locator("main")).to_contain_text(task_texts()[task])


def test_link_with_a_query_opens_the_dialog(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}?q=书香政协")
    expect(page.locator('.md-search-result__link[href*="/2022/tasks/5/"]').first).to_be_visible()


def test_dialog_says_that_nothing_was_found(page: Page, site_url: str) -> None:
    page.goto(site_url)
    type_query(page, "<img src=x onerror=alert(1)>")
    expect(page.locator(".md-search-result__meta")).to_have_text("没有找到符合条件的结果")
    expect(page.locator(".md-search img")).to_have_count(0)


@pytest.mark.parametrize("query", ["onerror", "<script>", "&lt;", '"x"', "alert 报告"])
def test_markup_is_shown_as_text(page: Page, site_url: str, query: str) -> None:
    """In titles, texts and tags, also where a term cuts a tag or an entity in two."""
    text = '报告 <img src="x" onerror="alert(1)"><script>a</script> &lt;b&gt;'
    docs = [{"location": "a/", "title": text, "text": text, "tags": [text]}]
    [[item]] = items_found(page, site_url, docs, query)
    for html in (item["title"], item["text"], *item["tags"]):
        shown, inside = page.evaluate(
            """html => {
              const body = new DOMParser().parseFromString(html, "text/html").body
              return [body.textContent, [...body.querySelectorAll("*")].map(el => el.localName)]
            }""",
            html,
        )
        assert shown == text
        assert set(inside) <= {"mark"}
