"""What ``--help`` prints, in each language: every parameter, constant, word and formula.

>>> print(text("zh").splitlines()[3])
一次一个样本地做随机梯度下降，打印每一次更新。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from sgd_core.gradients import Gradient
from sgd_core.optimizers import Optimizer
from sgd_core.parameters import Reals
from sgd_core.plain import ENGLISH, Cases, formula_text
from sgd_core.presets import PRESETS
from sgd_core.problems import Problem
from sgd_core.program_comments import CONSTANTS
from sgd_core.run import PARAMETERS, REGISTRIES, users
from sgd_core.schedules import Schedule

#: Where the second column begins, and how wide the page is; Chinese letters are twice as wide.
_COLUMN, _WIDTHS = 24, {"en": 100, "zh": 76}

_ENGLISH = """\
usage: python -m sgd_core [--NAME VALUE ...] [--link URL] [--table FILE] [--predict X] [--format FORMAT]
                          [--lang LANG]

Runs stochastic gradient descent one sample at a time and prints every update.
With no arguments it prints the log of the course note: ŷ = x·w fitted to (1,2), (2,4), (3,6).

  python -m sgd_core --lr 0.05 --sampling reshuffle --seed 7
  python -m sgd_core --problem line --optimizer adam --batch 4 --format csv
  python -m sgd_core --problem autoencoder --sampling with-replacement --format json
  python -m sgd_core --problem line --optimizer adam --format torch > adam.py

The run, with the default of each name in brackets:
{parameters}

Constants, for those that have them:
{constants}

Other ways to describe a run:
  --table FILE          take the samples from a file, as the app reads it: columns parted by commas,
                          semicolons, tabs, spaces, bars or colons, named or not, or numbers written as
                          code; a table that can be read in two ways, or not as it is told, is an error
  --data -              take them from standard input in the same way
  --columns 2,3         those of x and y, counted from 1 or by their names, as --columns age,height [the
                          ones named x and y, or else the first two that hold numbers in half of their
                          rows and do not count these]
  --separator WORD      what parts its columns: auto, tab, semicolon, pipe, comma, space or colon [auto]
  --decimal WORD        its decimal mark: auto, point or comma [auto]
  --header WORD         whether it names its columns: auto, yes or no [auto]
  --lines WORD          what a line holds: auto, rows (a row), pairs (several pairs of x and y),
                          across (all x, and the second line all y), or years (values below the years
                          that name their columns) [auto]
  --thousands WORD      the mark between thousands: auto, none, comma, point, space or apostrophe [auto]
  --joined 1,3          the cells of a row, counted from 1, that make one number with the next each [auto]
  --bad_rows WORD       what to do with rows that make no pair: refuse them, or skip, which leaves them
                          out and says so, each with its line [refuse]
  --link URL            take it from a link copied out of the app; other flags override it; a name that
                          means nothing here is passed over, unless it is nearly one that does
  --scaling WORD        other units for x: none, largest (x over the largest |x|) or standard (x less its
                          mean, over its standard deviation; where the problem has a b); autoencoder
                          allows none alone; parameters, gradients and samples are then those of the
                          scaled x, z, and --predict is still an x as given [none]

What is printed:
  --format FORMAT       note (the note's log; the default for origin with batch 1), csv (a row for each
                          update; the default elsewhere), json (a summary, and a row for each epoch),
                          numpy or torch (the run as a program that stands alone, in NumPy or PyTorch),
                          notebook (for Jupyter: that of NumPy, its formulas, and its picture by Plotly);
                          updates, epochs and samples are counted from 0
  --lang LANG           of a program, a notebook, this help and what is wrong: en, zh [en]
  --predict X           x of the predictions before and after training, in note and json; a program
                          prints that after training [4; where samples of your own lie elsewhere, a
                          place among them]

A value may begin with a minus (--x -1,2), and --name=value means the same as --name value.
A wrong description is answered by one line for each error, and exit status 2.
"""

_CHINESE = """\
用法：python -m sgd_core [--名称 值 ...] [--link 网址] [--table 文件] [--predict X] [--format 格式]
                        [--lang 语言]

一次一个样本地做随机梯度下降，打印每一次更新。
不带参数时，打印课程笔记的日志：用 ŷ = x·w 拟合 (1,2)、(2,4)、(3,6)。

  python -m sgd_core --lr 0.05 --sampling reshuffle --seed 7
  python -m sgd_core --problem line --optimizer adam --batch 4 --format csv
  python -m sgd_core --problem autoencoder --sampling with-replacement --format json
  python -m sgd_core --problem line --optimizer adam --format torch --lang zh > adam.py

怎样训练（方括号里是默认值）：
{parameters}

各种常数，用到时才起作用：
{constants}

训练也可以这样描述：
  --table 文件          从文件读入样本，读法与应用相同：各列用逗号、分号、制表符、空格、竖线或冒号隔开，
                          有没有列名都可以，也可以是写成代码的数；读法不止一种或与指明的不符时会报错
  --data -              同样的读法，从标准输入读入
  --columns 2,3         x 和 y 所在的列，从 1 数起，或写列名，如 --columns age,height
                          [名为 x 和 y 的列；没有就取最前面两个至少一半是数、又不是行号的列]
  --separator 词        分隔符：auto、tab、semicolon、pipe、comma、space 或 colon [auto]
  --decimal 词          小数点：auto、point（点）或 comma（逗号） [auto]
  --header 词           第一行是不是列名：auto、yes 或 no [auto]
  --lines 词            一行里是什么：auto、rows（一行数据）、pairs（好几对 x 和 y）、
                          across（全部 x，第二行是全部 y）或 years（逐年的数，年份在列名里） [auto]
  --thousands 词        千位分隔符：auto、none、comma、point、space 或 apostrophe [auto]
  --joined 1,3          与后一个合成一个数的单元格，从 1 数起 [auto]
  --bad_rows 词         凑不成一对数的行怎么办：refuse（报错）或 skip（略去，并逐行说明） [refuse]
  --link 网址           从应用里复制的链接读入；其他选项优先于它；这里没有的名称会略过，
                          除非只差一个字母
  --scaling 词          x 的缩放：none、largest（除以最大的 |x|）或 standard（减去平均值，再除以标准差；
                          限于有 b 的模型）；autoencoder 只能用 none；参数、梯度和样本都按缩放后的 z，
                          --predict 仍是原来的 x [none]

打印什么：
  --format 格式         note（笔记的日志；origin 且每批 1 个时的默认格式）、csv（每次更新一行；
                          其他情形的默认格式）、json（汇总，以及每轮一行）、numpy 或 torch（独立程序）、
                          notebook（Jupyter 笔记本：NumPy 程序、公式和 Plotly 图）；
                          更新、轮和样本都从 0 数起
  --lang 语言           程序、笔记本、这份说明和报错所用的语言：en、zh [en]
  --predict X           训练前后在哪个 x 处预测，用于 note 和 json；程序在训练之后打印这个预测
                          [4；自己的样本离 4 较远时，取样本之间的一处]

值可以以负号开头（--x -1,2），--名称=值 与 --名称 值 意思相同。
描述有误时，每处错误打印一行，退出状态为 2。
"""

_TEXTS = {"en": _ENGLISH, "zh": _CHINESE}

#: How cases of a formula are said.
_CASES = {"en": ENGLISH, "zh": Cases("{when} 时为 {value}", "，", "否则为 {value}")}
#: In Chinese what parameters and words are about, and what they may be; constants stand elsewhere.
_CHINESE_OF = dict(
    pair.split("\n")
    for pair in """\
the model and its loss
模型和它的损失

a ready-made set of samples
现成的一组样本

your own samples: their x, together with y
自己的样本：各个 x，要与 y 同时给出

your own samples: their y, together with x
自己的样本：各个 y，要与 x 同时给出

start: one number for each parameter of the problem
起点：每个参数一个数

learning rate
学习率

passes over the data; with replacement, but for batch=all, rounds of as many draws as samples
轮数：把全部样本用几遍；有放回抽样而 batch 不是 all 时，一轮抽取同样多次

which sample comes next
下一个用哪个样本

which random order
随机种子，决定随机顺序

samples for each update, or what is left of an epoch
每次更新用几个样本；一轮剩下的不够时，就用剩下的

what an update is handed for the gradient
一次更新用什么作梯度

how a gradient moves the parameters
怎样用梯度更新参数

the learning rate as a function of the update
学习率怎样随更新变化

end after an epoch whose end has no parameter farther than this from its beginning (0: never)
某一轮首尾相比，没有参数的变化超过它，就提前结束（0：从不）

later learning rates, as update:rate pairs (120:0.05,200:0.001)
之后的学习率，写成“更新序号:学习率”（120:0.05,200:0.001）

three points on y = 2x
y = 2x 上的三个点

the same, the last y 6.5
同上，但最后一个 y 是 6.5

20 points about y = 2x
y = 2x 附近的 20 个点

200 points about y = 2x
y = 2x 附近的 200 个点

8 points about y = 2x + 1
y = 2x + 1 附近的 8 个点

12 points about y = 2x + 1, far from x = 0: steep one way, flat the other
y = 2x + 1 附近、远离 x = 0 的 12 个点：一个方向陡，一个方向平

10 points about y = 2x + 1, two of them far off
y = 2x + 1 附近的 10 个点，其中两个是离群点

20 points labelled 0 or 1, which no threshold separates
20 个标签为 0 或 1 的点，没有一个阈值能把它们分开

the points (2, 1) and (−2, 1)
(2, 1) 和 (−2, 1) 两个点

20 pairs of mirrored points (±a, b)
20 对镜像点 (±a, b)

every epoch visits the samples as they are listed
每一轮都按原顺序把样本各用一次

every epoch visits each sample once, in a new random order
每一轮把样本各用一次，顺序每轮重新打乱

one random order, drawn before the first epoch and kept
第一轮之前打乱一次，以后一直用这个顺序

every draw is one of all samples, whichever came before
每次都从全部样本中独立地抽一个

g = mean of ∇fᵢ(w) over the samples of the update
g = 本次更新所用样本的 ∇fᵢ(w) 的平均

g = mean of (∇fᵢ(w) − ∇fᵢ(w̃)) + ∇f(w̃), w̃ the w at the start of the epoch
g = (∇fᵢ(w) − ∇fᵢ(w̃)) 的平均 + ∇f(w̃)，w̃ 是这一轮开始时的 w

g = mean of (∇fᵢ(w) − αᵢ) + ᾱ, αᵢ the last gradient computed of sample i; then αᵢ ← ∇fᵢ(w)
g = (∇fᵢ(w) − αᵢ) 的平均 + ᾱ，αᵢ 是样本 i 最近一次算出的梯度；随后 αᵢ ← ∇fᵢ(w)

lr, and from update u on the rate that lr_steps names for u
lr；从第 u 次更新起，换用 lr_steps 为 u 指定的学习率

numbers separated by commas
用逗号隔开的数

update:rate,update:rate,…
更新序号:学习率,更新序号:学习率,…

as the problem says
由模型决定""".split("\n\n")
)
#: What begins or goes on in these words, in their order.
_CHINESE_PATTERNS = (
    (r"(\S+) or more", r"不小于 \1"),
    (r"more than (\S+?)(,|$)", r"大于 \1\2"),
    (r", and less than (\S+)", r"，且小于 \1"),
    (r"from (\S+) to (\S+)", r"\1 到 \2"),
    (r"^(\d+) to (\d+)", r"\1 到 \2"),
    (r", or all$", "，或 all"),
    (r"^number\b", "数"),
    (r"^数, ", "数，"),
    (r"; y (\S+) or (\S+)$", r"；y 取 \1 或 \2"),
)


def text(lang: str) -> str:
    """The help in a language."""
    constants = {name for name in PARAMETERS if users(name)}
    own = [name for name in PARAMETERS if name not in constants]
    return _TEXTS[lang].format(
        parameters="\n".join(line for name in own for line in _about(name, lang)),
        constants="\n".join(line for name in PARAMETERS if name in constants for line in _about(name, lang)),
    )


def said(text: str, lang: str) -> str:
    """What is about a parameter or a word, in a language."""
    if lang == "en":
        return text
    if text in _CHINESE_OF:
        return _CHINESE_OF[text]
    for pattern, put in _CHINESE_PATTERNS:
        text = re.sub(pattern, put, text)
    return text


def _about(name: str, lang: str) -> Iterator[str]:
    """The lines on one parameter, and on each word it may be."""
    parameter = PARAMETERS[name]
    entries = {**REGISTRIES, "data": PRESETS}.get(name)
    stop = "; " if lang == "en" else "；"
    of = f"{', '.join(users(name))}{': ' if lang == 'en' else '：'}" if users(name) else ""
    allowed = "" if entries else f"{stop}{said(parameter.kind.describe(), lang)}"
    about = CONSTANTS.get(lang, {}).get(name) or said(parameter.help, lang)
    yield from _row(2, f"--{name}", f"{of}{about}{allowed}{_default(name, lang)}", lang)
    for entry in (entries or {}).values():
        yield from _row(4, entry.name, _text(entry, lang), lang)


def _text(entry: Any, lang: str) -> str:
    """What an entry of a registry does."""
    if isinstance(entry, Problem):
        start = Reals().write(entry.start)
        begins = " (starts at {}, on {})" if lang == "en" else "（起点 {}，数据 {}）"
        return said(formula_text(entry, _CASES[lang]), lang) + begins.format(start, entry.data)
    if isinstance(entry, Optimizer | Schedule):
        return said(formula_text(entry, _CASES[lang]), lang)
    return said(entry.formula if isinstance(entry, Gradient) else str(entry.about), lang)


def _row(indent: int, name: str, text: str, lang: str) -> list[str]:
    head = f"{'':{indent}}{name:<{_COLUMN - indent}}"
    return wrap(text, _WIDTHS[lang], initial_indent=head, subsequent_indent=" " * (_COLUMN + 2))


def _default(name: str, lang: str) -> str:
    parameter = PARAMETERS[name]
    if parameter.default == ():
        return ""
    if parameter.default is not None:
        return f" [{parameter.kind.write(parameter.default)}]"
    defaults = [f"{entry} {parameter.kind.write(default)}" for entry, default in users(name).items()]
    return f" [{', '.join(defaults) or said('as the problem says', lang)}]"
