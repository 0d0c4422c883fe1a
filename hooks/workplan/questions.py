"""What stands between {{ and }} in a report that a person writes, read and answered.

A sentence holds `{{ 合计("视察次数", 部门="教科卫体委", 期间="三季度") }}`. The syntax is Jinja's, and its
parser alone is used: what it finds is walked here, and anything but calls of the words of `figures`
with texts and numbers, added or subtracted, is refused. Nothing is ever run, so there is nothing to
break out of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workplan.figures import FUNCTIONS, MISSING, Figures, Number, Value, Wrong
from workplan.problems import did_you_mean

MAX_LENGTH = 500

_ENVIRONMENT = ImmutableSandboxedEnvironment()
_STRING = re.compile(r'"[^"]*"|\'[^\']*\'')
_FULL_WIDTH = str.maketrans("（）“”‘’，＝＋－：", "()\"\"'',=+-:")
_WRITTEN = re.compile("[（）“”‘’，＝＋－：]")
_USAGE = '写成 {{ 完成数() }} 或 {{ 合计("视察次数", 部门="办公室") }} 的样子'


@dataclass
class Asked:
    """The answer to one question: what is printed, and whether it needs a line of its own."""

    value: Value = ""
    alone: bool = False
    wrong: list[Wrong] = field(default_factory=list)


def answer(expression: str, figures: Figures) -> Asked:
    """What an expression between {{ and }} prints; whatever is wrong with it is in the answer."""
    asked = Asked()
    try:
        asked.value = _value(_parsed(expression), figures, asked)
    except Wrong as wrong:
        asked.wrong.append(wrong)
    except RecursionError:
        asked.wrong.append(Wrong("article-error", "括号套得太深", hint=_USAGE))
    if asked.wrong:
        asked.value = MISSING
    return asked


def _parsed(expression: str) -> nodes.Expr:
    if len(expression) > MAX_LENGTH:
        raise Wrong("article-error", f"一处写了 {len(expression)} 个字，太长", hint=_USAGE)
    if found := _WRITTEN.search(_STRING.sub("", expression)):
        hint = f"换成英文的：{{{{ {expression.strip().translate(_FULL_WIDTH)} }}}}"
        raise Wrong("article-error", f"“{found.group()}” 是全角的", found.group(), hint)
    try:
        body = _ENVIRONMENT.parse(f"{{{{{expression}}}}}").body
    except TemplateSyntaxError:
        raise Wrong("article-error", "写法不对，看不懂", hint=_USAGE) from None
    output = body[0] if len(body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        raise Wrong("article-error", "写法不对，看不懂", hint=_USAGE)
    return output.nodes[0]


def _value(node: nodes.Expr, figures: Figures, asked: Asked) -> Value:
    """The value of a node; of a sum both sides are looked at, so that both are told of."""
    if isinstance(node, (nodes.Add, nodes.Sub)):
        left, right = (_number(side, figures, asked) for side in (node.left, node.right))
        return left + right if isinstance(node, nodes.Add) else left - right
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        return _called(node.node.name, node, figures, asked)
    if isinstance(node, nodes.Name):
        raise _unknown(node.name, figures, called=False)
    raise Wrong("article-error", "这里只能写本手册列出的数，不能写别的", hint=_USAGE)


def _number(node: nodes.Expr, figures: Figures, asked: Asked) -> Number:
    if isinstance(node, nodes.Const) and type(node.value) in (int, float):
        return node.value  # type: ignore[no-any-return]
    try:
        value = _value(node, figures, asked)
    except Wrong as wrong:
        asked.wrong.append(wrong)
        return 0
    if isinstance(value, str):
        raise Wrong("article-error", "只有数才能加减，率和文字不能", hint=_USAGE)
    return value


def _unknown(name: str, figures: Figures, *, called: bool) -> Wrong:
    """A name that is no word of the vocabulary, or one without its brackets."""
    if name in FUNCTIONS and not called:
        inside = '"…"' if FUNCTIONS[name].takes else ""
        hint = f"后面要有括号：{{{{ {name}({inside}) }}}}"
        return Wrong("article-error", f"“{name}” 后面少了括号", name, hint)
    if name in figures.figure_names:
        hint = f'写成 {{{{ 合计("{name}") }}}}'
        return Wrong("article-error", f"报送的数要用 “合计” 来取：“{name}”", name, hint)
    return Wrong(
        "article-error",
        f"没有 “{name}” 这个词",
        name,
        did_you_mean(name, FUNCTIONS),
        tuple(FUNCTIONS),
    )


def _called(name: str, call: nodes.Call, figures: Figures, asked: Asked) -> Value:
    function = FUNCTIONS.get(name)
    if function is None:
        raise _unknown(name, figures, called=True)
    if call.dyn_args is not None or call.dyn_kwargs is not None:
        raise Wrong("article-error", "不能用 * 号", hint=_USAGE)
    texts = [_constant(item) for item in call.args]
    if len(texts) != bool(function.takes) or not all(isinstance(text, str) for text in texts):
        how = f'{name}("{function.takes}")' if function.takes else f"{name}()"
        hint = f'写成 {{{{ {how} }}}}；范围写明是什么，如 部门="办公室"'
        raise Wrong("article-error", f"“{name}” 的括号里写得不对", name, hint)
    given: dict[str, object] = {}
    for item in call.kwargs:
        if item.key not in function.scope:
            takes = f"“{name}” 可以写：{'、'.join(function.scope)}" if function.scope else _USAGE
            hint = did_you_mean(item.key, function.scope) or takes
            raise Wrong("article-error", f"“{name}” 不能按 “{item.key}” 算", item.key, hint)
        if item.key in given:
            raise Wrong("article-error", f"“{item.key}” 写了两次", item.key)
        given[item.key] = _constant(item.value)
    asked.alone = asked.alone or function.alone
    return function.run(figures, str(texts[0]) if texts else "", figures.scope(given))


def _constant(node: nodes.Expr) -> object:
    """A text or a whole number as written. Raises Wrong for anything that would be computed."""
    if isinstance(node, nodes.Const) and type(node.value) in (str, int):
        return node.value
    hint = '文字加英文引号，如 部门="办公室"；编号写数字，如 重点工作=1'
    raise Wrong("article-error", "括号里只能写文字和数字", hint=hint)
