"""The words and marks that pages and exports share for what the engine computes."""

from __future__ import annotations

from workplan.lamps import Lamp

LAMP_NAMES = {
    Lamp.DONE: "完成",
    Lamp.GREEN: "绿灯",
    Lamp.YELLOW: "黄灯",
    Lamp.RED: "红灯",
    Lamp.GREY: "灰灯",
}
LAMP_MARKS = {
    Lamp.DONE: "✔",
    Lamp.GREEN: "●",
    Lamp.YELLOW: "▲",
    Lamp.RED: "◆",
    Lamp.GREY: "○",
}
