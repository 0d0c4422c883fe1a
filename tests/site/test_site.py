"""The built site as a whole: links, samples, days, safety, and what survives a mistake."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests.conftest import ROOT, build_site
from workplan.workbooks import read_workbook

NASTY = (
    "<script>alert(1)</script>",
    "{{ config }} {% raw %}",
    "a | b",
    "</figure></div>",
    "**粗体** [链接](javascript:alert(1))",
    "\"引号' onmouseover=alert(1)",
    "&lt;已转义&gt;",
    "</title><script>alert(2)</script>",
    "=1+1",
)


class Reader(HTMLParser):
    """Collects a page's links, ids and visible text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.assets: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.scripts = 0
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value and tag == "a":
                self.links.append(value)
            if name in ("src", "href") and value and tag != "a":
                self.assets.append(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def pages(site: Path) -> dict[str, Reader]:
    return {
        path.relative_to(site).as_posix(): Reader(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def test_what_is_there(site: Path) -> None:
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for address in ("", "2022/", "2022/tracker/", "2022/timeline/", "2022/departments/"):
        assert f"{address}index.html" in found
    assert {f"2022/tasks/{number}/index.html" for number in range(1, 65)} <= found
    assert {f"2022/areas/{number}/index.html" for number in range(1, 9)} <= found
    reports = {found.split("/")[2] for found in found if found.startswith("2022/reports/")}
    assert reports == {"index.html", "2022-07", "2022-08", "2022-09", "2022-q3", "due"}
    assert {"data/2022.json", "data/2022.csv", "search/texts.json", "404.html"} <= found
    assert (
        len([name for name in found if re.fullmatch(r"2022/departments/.+/index\.html", name)])
        == 18
    )
    assert not any("lunr" in name for name in found)


def test_every_link_leads_somewhere(site: Path) -> None:
    known = pages(site)
    broken = []
    for name, reader in known.items():
        if name == "404.html":
            continue
        for link in reader.links + reader.assets:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (site / name).parent / unquote(parts.path) if parts.path else site / name
            if target.is_dir():
                target /= "index.html"
            if not target.resolve().is_file():
                broken.append((name, link))
                continue
            other = known.get(target.resolve().relative_to(site.resolve()).as_posix())
            if parts.fragment and other and parts.fragment not in [*other.ids, "__skip"]:
                broken.append((name, link))
    assert not broken


def test_no_id_twice_and_nothing_from_elsewhere(site: Path) -> None:
    for name, reader in pages(site).items():
        own = [id_ for id_ in reader.ids if not id_.startswith("wp-") or id_ == "wp-tracker-table"]
        assert len(own) == len(set(own)), name
        assert not [link for link in reader.assets if urlsplit(link).netloc], name


def test_samples_are_marked_everywhere(site: Path) -> None:
    for name, reader in pages(site).items():
        assert "演示数据" in "".join(reader.words), name
    assert json.loads((site / "data/2022.json").read_text(encoding="utf-8"))["sample"] is True
    rows = list(csv.reader(io.StringIO((site / "data/2022.csv").read_text(encoding="utf-8-sig"))))
    assert {row[-1] for row in rows[1:]} == {"演示数据"}


def test_a_department_that_owes_is_not_said_to_owe_nothing(site: Path) -> None:
    owing = 0
    for path in site.glob("*/departments/*/index.html"):
        text = path.read_text(encoding="utf-8")
        if 'id="owed"' in text:
            owing += 1
            assert "没有逾期、未报送" not in text, path
    assert owing


def test_a_scheme_names_its_units_by_its_own_word(site: Path) -> None:
    """牵头单位, in heads and filters; what the document issued calls so is not renamed."""
    for page in ("tracker", "timeline", "tasks/2.2", "areas/2"):
        text = (site / "2022-campaign" / page / "index.html").read_text(encoding="utf-8")
        own = text[text.index('<div class="wp ') :]
        assert "牵头单位" in own, page
        assert "责任部门" not in own, page


def test_no_contact_of_the_campaign_is_published(site: Path) -> None:
    plan = yaml.safe_load((ROOT / "plans/2022-campaign.yaml").read_text(encoding="utf-8"))
    words = [str(word) for contact in plan["contacts"] for word in contact.values()]
    assert words == ["李斌", "82463133"]
    shown = 0
    for path in (path for path in site.rglob("*") if path.is_file()):
        text = path.read_bytes()
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                text = b"".join(map(archive.read, archive.namelist()))
        assert not [word for word in words if word.encode() in text], path
        shown += "（联系人：李*，8246****）".encode() in text
    assert shown >= 2, "the plan's page and the texts of the search"


def test_without_returns_the_site_is_right(project: Path, tmp_path: Path) -> None:
    for folder in (project / "plans").glob("*/"):
        shutil.rmtree(folder)
    done = build_site(tmp_path / "site", "--strict", root=project)
    assert done.returncode == 0, done.stderr
    data = json.loads((tmp_path / "site/data/2022.json").read_text(encoding="utf-8"))
    assert data["sample"] is False
    assert data["totals"]["tasks"] == len(data["tasks"]) == 64
    assert data["totals"]["completed"] == 0
    assert all(not task["updates"] and task["status"] is None for task in data["tasks"])
    assert not any(task["extensions"] for task in data["tasks"])
    for name, reader in pages(tmp_path / "site").items():
        if not name.startswith("guide/"):
            assert "演示数据" not in "".join(reader.words), name


def test_real_returns_do_not_mix_with_samples(project: Path, tmp_path: Path) -> None:
    folder = project / "plans" / "2022" / "10"
    folder.mkdir(exist_ok=True)
    (folder / "real.yaml").write_text(
        "department: 研究室\nreported_on: 2022-10-08\nno_change:\n  - 3\n", encoding="utf-8"
    )
    done = build_site(tmp_path / "site", root=project)
    assert done.returncode == 1
    assert "plans/2022/10/real.yaml:1:1: 错误[sample-mixed]" in done.stderr


def test_the_site_of_another_day(site: Path, tmp_path: Path) -> None:
    done = build_site(tmp_path / "site", "--strict", PLAN_AS_OF="2022-08-15")
    assert done.returncode == 0, done.stderr
    data = json.loads((tmp_path / "site/data/2022.json").read_text(encoding="utf-8"))
    assert data["as_of"] == "2022-08-15"
    assert all(
        update["date"] <= "2022-08-15" for task in data["tasks"] for update in task["updates"]
    )
    home = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "没有计入" in home, "what is later is counted in a banner"
    assert "没有计入" not in (site / "index.html").read_text(encoding="utf-8")


def test_the_site_of_a_year_that_is_over(site: Path, tmp_path: Path) -> None:
    done = build_site(tmp_path / "site", "--strict", PLAN_AS_OF="2023-01-20")
    assert done.returncode == 0, done.stderr
    reports = tmp_path / "site/2022/reports"
    names = {path.name for path in reports.iterdir() if path.is_dir()}
    assert names == {
        *(f"2022-{month:02}" for month in range(7, 13)),
        *("2022-q3", "2022-q4", "annual", "due"),
    }
    for name in ("2022-07", "2022-q3"):
        old = Reader((site / "2022/reports" / name / "index.html").read_text(encoding="utf-8"))
        new = Reader((reports / name / "index.html").read_text(encoding="utf-8"))
        # Only the frame's foot and the way to a later report are of the day of the build.
        assert report_words(old) == report_words(new), name
    listed = Reader((reports / "index.html").read_text(encoding="utf-8")).links
    order = [
        link.split("/")[-2]
        for link in listed
        if re.fullmatch(r"(\.\./)*2022/reports/[a-z0-9-]+/", link)
    ]
    assert [name for name in order if name != "due"] == [
        *("annual", "2022-q4", "2022-12", "2022-11", "2022-10"),
        *("2022-q3", "2022-09", "2022-08", "2022-07"),
    ]
    review = (reports / "annual/index.html").read_text(encoding="utf-8")
    assert "wp-trend" in review
    assert "待补报" not in review


def report_words(reader: Reader) -> str:
    """What a report's page says, from its title to its notes."""
    text = " ".join("".join(reader.words).split())
    return text[text.index("数据截至") : text.index("怎样算见")]


def test_a_report_stands_at_its_own_day(site: Path) -> None:
    text = (site / "2022/reports/2022-07/index.html").read_text(encoding="utf-8")
    assert '<time datetime="2022-07-31">2022-07-31</time>' in text
    assert 'content: "数据截至 2022-07-31 · 演示数据"' in text
    assert "没有计入" not in text
    home = Reader((site / "index.html").read_text(encoding="utf-8"))
    for address in ("2022/reports/due/", "2022/reports/2022-09/", "2022/reports/"):
        assert any(link.removeprefix("./") == address for link in home.links), address


def test_reports_are_found_without_flooding_the_search(site: Path) -> None:
    found = json.loads((site / "search/texts.json").read_text(encoding="utf-8"))
    reports = [entry for entry in found if entry["location"].startswith("2022/reports/")]
    assert {entry["location"].split("/")[2] for entry in reports} == {
        *("2022-07", "2022-08", "2022-09", "2022-q3", "due")
    }
    assert len(reports) == 5
    assert all(len(entry["text"]) < 400 for entry in reports)


def test_leaders_are_published_where_they_are_given(project: Path, tmp_path: Path) -> None:
    file = project / "plans/organization.yaml"
    text = file.read_text(encoding="utf-8")
    lines = "    name: 研究室\n    leader: 王副主席\n    contact: 李四 13800000000\n"
    file.write_text(text.replace("    name: 研究室\n", lines, 1), encoding="utf-8")
    done = build_site(tmp_path / "site", "--strict", root=project)
    assert done.returncode == 0, done.stderr
    due = (tmp_path / "site/2022/reports/due/index.html").read_text(encoding="utf-8")
    assert "王副主席（分管研究室）" in due
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file():
            assert b"13800000000" not in path.read_bytes(), path


def test_a_wrong_day_is_said(tmp_path: Path) -> None:
    done = build_site(tmp_path / "site", PLAN_AS_OF="2022-02-30")
    assert done.returncode == 1
    assert "PLAN_AS_OF" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    trees = []
    for name in ("one", "two"):
        done = build_site(
            tmp_path / name, "--strict", PLAN_AS_OF="2022-10-15", SOURCE_DATE_EPOCH="1665763200"
        )
        assert done.returncode == 0, done.stderr
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        trees.append({path.relative_to(tmp_path / name): path.read_bytes() for path in files})
    assert trees[0].keys() == trees[1].keys()
    assert [path for path in trees[0] if trees[0][path] != trees[1][path]] == []


def test_a_mistake_leaves_the_last_good_site(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    assert build_site(target, root=project).returncode == 0
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    plan = project / "plans" / "2022.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("due: 7月", "due: 5季度").replace("id: 9\n", "id: 8\n"), "utf-8")
    done = build_site(target, root=project)
    assert done.returncode == 1
    assert "deadline-unknown" in done.stderr
    assert "id-duplicate" in done.stderr
    assert "Traceback" not in done.stderr
    after = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    assert after == before


def test_a_broken_template_is_named_with_its_line(project: Path, tmp_path: Path) -> None:
    template = project / "hooks/workplan/templates/area.html"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("{{ view.line.title }}", "{{ view.line.titel }}"), "utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "view.line.title }}" in row)
    done = build_site(tmp_path / "site", root=project)
    assert done.returncode == 1
    assert f"templates/area.html:{line}:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


@pytest.fixture
def nasty_site(project: Path, tmp_path: Path) -> Path:
    """A site whose every text field holds what could break a page."""
    shutil.rmtree(project / "plans")
    (project / "plans" / "2022").mkdir(parents=True)
    nasty = json.dumps(" ".join(NASTY), ensure_ascii=False)
    (project / "plans/organization.yaml").write_text(
        f"committee:\n  name: {nasty}\n  short: {nasty}\n"
        f"departments:\n  office:\n    name: {nasty}\n",
        encoding="utf-8",
    )
    (project / "plans/2022.yaml").write_text(
        f"kind: task-list\ntitle: {nasty}\nyear: 2022\nas_of: 2022-10-15\n"
        f"source:\n  number: {nasty}\n  issuer: {nasty}\n  corrections:\n"
        f"    - where: {nasty}\n      note: {nasty}\n"
        f"areas:\n  - title: {nasty}\n    tasks:\n      - id: 1\n        text: {nasty}\n"
        f"        departments: [{nasty}]\n        due:\n          text: {nasty}\n"
        f"          to: 2022-12-31\n"
        f"        extensions:\n          - to: 2023-01-31\n            approved_by: {nasty}\n"
        f"            approved_on: 2022-09-01\n            reason: {nasty}\n",
        encoding="utf-8",
    )
    folder = project / "plans/2022"
    (folder / "office.yaml").write_text(
        f"department: {nasty}\nreported_on: 2022-10-01\nupdates:\n  - task: 1\n"
        f"    status: 进行中\n    note: {nasty}\n    figures:\n      {nasty}: 2\n"
        f"    evidence:\n      - title: {nasty}\n        link: https://example.com/?a=1&b=%3Cx%3E\n"
        f"  - task: 1\n    lamp: yellow\n    reason: {nasty}\n    by: {nasty}\n",
        encoding="utf-8",
    )
    done = build_site(tmp_path / "nasty", root=project)
    assert done.returncode == 0, done.stderr
    return tmp_path / "nasty"


def test_hostile_text_prints_as_what_it_is(nasty_site: Path, site: Path) -> None:
    ours = pages(nasty_site)
    stock = pages(site)
    assert ours["index.html"].scripts == stock["index.html"].scripts
    for name, reader in ours.items():
        text = (nasty_site / name).read_text(encoding="utf-8")
        assert "<script>alert" not in text, name
        assert not reader.handlers, name
        assert not [link for link in reader.links if link.startswith("javascript:")], name
    task = "".join(ours["2022/tasks/1/index.html"].words)
    for words in NASTY:
        assert words in task
    assert html.unescape("&lt;已转义&gt;") not in task, "text is escaped once, not read as markup"


def test_formulas_do_not_run_in_a_spreadsheet(nasty_site: Path) -> None:
    text = (nasty_site / "data/2022.csv").read_text(encoding="utf-8-sig")
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


@pytest.mark.parametrize(
    ("repo", "edit", "view_task", "edit_file"),
    [
        (
            "https://gitea.example.cn/office/plan",
            "_edit/main/content/",
            "https://gitea.example.cn/office/plan/src/branch/main/plans/2022.yaml#L",
            "https://gitea.example.cn/office/plan/_edit/main/plans/2022.yaml",
        ),
        (
            "https://gitlab.example.cn/office/plan",
            "-/edit/main/content/",
            "https://gitlab.example.cn/office/plan/-/blob/main/plans/2022.yaml#L",
            "https://gitlab.example.cn/office/plan/-/edit/main/plans/2022.yaml",
        ),
    ],
)
def test_pages_link_to_their_lines(
    project: Path, tmp_path: Path, repo: str, edit: str, view_task: str, edit_file: str
) -> None:
    config = project / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}\nrepo_url: {repo}\nedit_uri: {edit}\n", encoding="utf-8")
    done = build_site(tmp_path / "site", "--strict", root=project)
    assert done.returncode == 0, done.stderr
    reader = Reader((tmp_path / "site/2022/tasks/35/index.html").read_text(encoding="utf-8"))
    view = next(link for link in reader.links if link.startswith(view_task))
    lines = (project / "plans/2022.yaml").read_text(encoding="utf-8").splitlines()
    first, last = (int(number) for number in re.findall(r"L?(\d+)", view.partition("#")[2]))
    assert lines[first - 1].strip() == "- id: 35"
    assert lines[last].strip() == "- id: 36"
    assert edit_file in reader.links
    returns = [link for link in reader.links if "/plans/2022/" in link and "#L" in link]
    for link in returns:
        path = unquote(link.partition("/plans/")[2].partition("#")[0])
        first = int(re.findall(r"L(\d+)", link)[0])
        rows = (project / "plans" / path).read_text(encoding="utf-8").splitlines()
        assert "task: 35" in rows[first - 1]
    assert returns


def test_no_dead_edit_link_without_a_repository(site: Path) -> None:
    for name, reader in pages(site).items():
        assert not [link for link in reader.links if "edit" in link and "guide" not in name], name


def test_two_plans_stay_apart(project: Path, tmp_path: Path) -> None:
    plan = (project / "plans/2022.yaml").read_text(encoding="utf-8")
    later = plan.replace("year: 2022", "year: 2023").replace(
        "as_of: 2022-10-15", "as_of: 2023-05-20"
    )
    later = later.replace("title: 2022年", "title: 2023年").replace(
        "issued: 2022-", "issued: 2023-0"
    )
    later = later.replace("issued: 2023-007-15", "issued: 2023-02-01")
    (project / "plans/2023.yaml").write_text(later, encoding="utf-8")
    done = build_site(tmp_path / "site", "--strict", root=project)
    assert done.returncode == 0, done.stderr
    home = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "<h1>2023年市政协党建工作重点任务清单</h1>" in home
    assert "wp-banner--sample" not in home
    others = home[home.index('id="other-plans"') :]
    # Both other plans, the list and the campaign, have samples.
    assert others.count("演示数据") == 2, "samples of another plan are marked where it is named"
    older = (tmp_path / "site/2022/tracker/index.html").read_text(encoding="utf-8")
    assert "<title>进度总表 - 2022年市政协党建工作重点任务清单 - " in older
    assert "演示数据" in older
    assert "本计划：" in older
    texts = json.loads((tmp_path / "site/search/texts.json").read_text(encoding="utf-8"))
    titles = {entry["location"]: entry["title"] for entry in texts}
    assert titles["2022/tasks/35/"] == f"{titles['2023/tasks/35/']}（2022年重点任务）"


def test_key_points_have_no_empty_columns(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / "plans")
    (project / "plans").mkdir()
    (project / "plans/organization.yaml").write_text(
        "committee:\n  name: 某市政协\ndepartments:\n", encoding="utf-8"
    )
    (project / "plans/points.yaml").write_text(
        "kind: key-points\ntitle: 工作要点\nyear: 2022\nareas:\n  - title: 甲\n    tasks:\n"
        "      - id: 1\n        text: 深入学习。\n  - title: 乙\n",
        encoding="utf-8",
    )
    done = build_site(tmp_path / "site", "--strict", root=project)
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"
    assert not (site / "points/departments").exists()
    assert not (site / "points/timeline").exists()
    tracker = (site / "points/tracker/index.html").read_text(encoding="utf-8")
    assert "责任部门" not in tracker
    assert "完成时限" not in tracker
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "完成率" not in home


def test_several_plans_are_gathered(project: Path, tmp_path: Path) -> None:
    """A plan of the year before, key points beside this year's list, and tasks that lead across."""
    plans = project / "plans"
    (plans / "2022-campaign.yaml").unlink()
    shutil.rmtree(plans / "2022-campaign")
    before = (
        "kind: task-list\ntitle: 2021年清单\nyear: 2021\nas_of: 2021-12-31\nareas:\n"
        "  - title: 甲\n    tasks:\n      - id: 3\n        text: 学习制度\n"
        "        departments: 办公室、研究室\n        due: 全年\n"
    )
    (plans / "2021.yaml").write_text(before, encoding="utf-8")
    points = (
        "kind: key-points\ntitle: 2022年要点\nyear: 2022\nas_of: 2022-10-15\nareas:\n"
        "  - title: 乙\n    tasks:\n      - id: 1\n        text: 开展视察。\n"
        "        departments: 办公室\n        due: 年底前\n        carried_out_by:\n"
        "          - 2022#35\n"
    )
    (plans / "2022-points.yaml").write_text(points, encoding="utf-8")
    file = plans / "2022.yaml"
    text = file.read_text(encoding="utf-8")
    first = "        short: 落实“第一议题”制度\n"
    assert first in text
    continued = text.replace(first, first + "        continues: 2021#3\n")
    file.write_text(continued, encoding="utf-8")
    done = build_site(tmp_path / "site", "--strict", root=project)
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"

    def links(address: str) -> set[str]:
        page = site / address / "index.html"
        found = re.findall(r'href="([^"#?]*)', page.read_text(encoding="utf-8"))
        return {
            (page.parent / link).resolve().relative_to(site.resolve()).as_posix()
            for link in found
            if "://" not in link
        }

    assert "2021/tasks/3" in links("2022/tasks/1")
    assert "2022/tasks/1" in links("2021/tasks/3")
    assert "2022/tasks/35" in links("2022-points/tasks/1")
    assert "2022-points/tasks/1" in links("2022/tasks/35")
    # In force are the two of 2022: the office has work in both, the research office in one.
    assert {"2022/departments/office", "2022-points/departments/office"} <= links(
        "departments/office"
    )
    assert "2021/departments/office" not in links("departments/office")
    assert "departments/office" in links("2022/departments/office")
    assert "departments/research" not in links("2022/departments/research")
    assert {"2021", "2022", "2022-points"} <= links("plans")
    home = links("")
    assert {"plans", "departments", "2022-points"} <= home
    assert "2021" not in home, "a closed plan is found under all plans"
    state = (site / "2022-points/tasks/1/index.html").read_text(encoding="utf-8")
    assert "省运会筹备工作专项视察" in state
    assert "已销号" in state
    assert "（演示数据）" in state, "a state from samples is marked"


def test_each_department_offers_its_workbook_for_the_open_month(site: Path) -> None:
    departments = sorted((site / "2022/departments").iterdir())
    for page in (folder / "index.html" for folder in departments if folder.is_dir()):
        links = [
            link for link in Reader(page.read_text(encoding="utf-8")).links if "/sheets/" in link
        ]
        assert len(links) == 1, page
        file = page.parent / links[0]
        assert file.resolve() == site / f"data/2022/sheets/{page.parent.name}-2022-10.xlsx"
        sheets, problems = read_workbook(file, file.name)
        assert sheets, problems
        assert sheets[0].cell(2, 2).text == "2022"
        assert f"（{page.parent.name}）" in sheets[0].cell(2, 4).text
        assert sheets[0].cell(2, 6).text == "2022-10"


def test_a_plan_that_is_over_offers_no_workbook(project: Path) -> None:
    text = (project / "plans/2022.yaml").read_text(encoding="utf-8")
    pinned = text.replace("as_of: 2022-10-15", "as_of: 2022-12-31")
    (project / "plans/2022.yaml").write_text(pinned, encoding="utf-8")
    done = build_site(project / "site", root=project)
    assert done.returncode == 0, done.stderr
    assert not list((project / "site").glob("data/2022/sheets"))
    page = (project / "site/2022/departments/office/index.html").read_text(encoding="utf-8")
    assert "填报表" not in page


def test_the_calendar_counts_what_the_tracker_shows(site: Path) -> None:
    """Each count of deadlines leads to the tracker with as many tasks of that month."""
    text = (site / "guide" / "calendar" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'href="\.\./\.\./([\w-]+)/tracker/\?due=([\d-]+)">(\d+) 项', text)
    assert len(found) > 5
    for plan, month, count in found:
        tracker = (site / plan / "tracker" / "index.html").read_text(encoding="utf-8")
        assert tracker.count(f'data-month="{month}"') == int(count), (plan, month)
    assert text.count('aria-current="date"') == text.count('wp-months"')
    assert "年度日历" in (site / "guide" / "index.html").read_text(encoding="utf-8")
