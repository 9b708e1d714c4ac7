"""What the command line says of how it took a table, a link and a run, in each language.

>>> NOTES["zh"]["diverged"].format(update=7)
'第 7 次更新时发散'
"""

NOTES: dict[str, dict[str, str]] = {
    "en": {
        "left_out": "left out: {wrong}",
        "columns": "{table}: x is {x}, y is {y}",
        "unused": "; not used: {columns}",
        "column": "column {number}",
        "named_column": "column {number} {name}",
        "more": "{count} more",
        "comma": ", ",
        "doubtful": "{table}: every decimal mark that is read in these columns has three digits after it, as"
        " in {cell}; {flags} if these marks part thousands",
        "reading": "{flags} for {pairs}",
        "readings": "; or ",
        "ignored": "ignored in the link: {name}",
        "idle": "{name} decides nothing in this run: it is of {users}",
        "labels": "every y is 0 or 1: --problem logistic takes them for labels",
        "diverged": "diverged at update {update}",
        "unwritten": "cannot write: {why}",
    },
    "zh": {
        "left_out": "没有使用：{wrong}",
        "columns": "{table}：x 是{x}，y 是{y}",
        "unused": "；没有用到：{columns}",
        "column": "第 {number} 列",
        "named_column": "第 {number} 列{name}",
        "more": "另外 {count} 列",
        "comma": "、",
        "doubtful": "{table}：这两列里读到的每个小数点，后面都恰好有三位，如{cell}；"
        "如果它其实是千位分隔符，请加上 {flags}",
        "reading": "{flags}，读作 {pairs}",
        "readings": "；或 ",
        "ignored": "没有用到链接里的 {name}",
        "idle": "{name} 在这次运行里不起作用：它属于 {users}",
        "labels": "y 全是 0 或 1：如果它们是标签，可以用 --problem logistic",
        "diverged": "第 {update} 次更新时发散",
        "unwritten": "无法写入：{why}",
    },
}
