"""What a built site holds, in a few lines for the person who built it.

Reads only the site's public data files, so it knows nothing of the engine and works on any
finished site: `python scripts/site_summary.py site`.
"""

import json
import sys
from pathlib import Path


def summary_of(site: Path, shown_as: str) -> str:
    """The summary of the site in folder `site`, which people know as `shown_as`."""
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in files)
    size = sum(path.stat().st_size for path in files) / 1_000_000
    lines = [f"网站已生成：{shown_as}/（{pages} 个页面，{size:.1f} MB）"]
    lines += [line for path in sorted(site.glob("data/*.json")) if (line := plan_line(path))]
    lines.append(f"查看：scripts/serve，或用任何网页服务器打开 {shown_as}/")
    return "\n".join(lines)


def plan_line(path: Path) -> str:
    """One line about the plan in a data file; empty where the file holds something else."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or not {"plan", "as_of", "totals", "departments"} <= data.keys():
        return ""
    plan = data["plan"]
    sample = "（演示数据）" if data.get("sample") else ""
    return (
        f"  {plan['id']}  {plan['title']}：{data['totals']['tasks']} 项任务，"
        f"{len(data['departments'])} 个部门，数据截至 {data['as_of']}{sample}"
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    print(summary_of(folder, str(folder)))
