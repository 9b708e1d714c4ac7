"""Chinese words for each code of a complaint, as ``errors.MESSAGES`` has the English ones.

>>> CHINESE["lengths_differ"]
('的长度是 {given}', '与 {other} 一样长：{count}')
"""

#: How a text is read that looks as if it held no samples.
_AS_ROWS = "用 lines=rows，把每行读作一条记录"
#: What is wrong, and what is allowed.
CHINESE: dict[str, tuple[str, str]] = {
    "unknown_name": ("不是参数名", "{names}"),
    "unknown_word": ("不是可选的值", "{words}"),
    "not_a_number": ("没有写成十进制的数", "十进制的数，如 {example}"),
    "not_a_list": ("不是一列数", "一列数，如 [1, 2, 3]"),
    "not_whole": ("没有写成整数", "只写数字，如 {example}"),
    "not_whole_or_all": ("不是样本数", "1 到 {high} 的整数，或 all"),
    "not_finite": ("不是有限的双精度数", "有限的数"),
    "out_of_range": ("超出范围", "{low} 到 {high}"),
    "too_small": ("超出范围", "不小于 {low}"),
    "not_above": ("超出范围", "大于 {above}"),
    "not_between": ("超出范围", "大于 {above}，且小于 {below}"),
    "not_below": ("超出范围", "不小于 {low}，且小于 {below}"),
    "unfit_data": ("的 y 不全是 {values}", "{words}，或者 y 只取 {values} 的 x 和 y"),
    "unfit_target": ("不是这个模型允许的 y 值", "{either}"),
    "too_long": ("太长", "最多 {count} 个字符"),
    "long_number": ("太长，不能当作一个数", "最多 {count} 个字符"),
    "too_many": ("里的数太多", "最多 {count} 个"),
    "empty": ("里没有数", "用逗号隔开的数"),
    "wrong_count": ("有 {given} 项", "{count} 项（{names}）"),
    "lengths_differ": ("的长度是 {given}", "与 {other} 一样长：{count}"),
    "missing": ("缺失", "x 和 y 同时给出，长度相同"),
    "one_source": ("与另外的样本同时出现", "data、table、x 连同 y，三者只取其一"),
    "both": ("与 x、y 同时出现", "数据名，或者 x 和 y，二者只取其一"),
    "bad_step": ("格式不对", "“更新序号:学习率”，如 120:0.05,200:0.001"),
    "not_increasing": ("顺序不对", "更新序号依次递增"),
    "too_many_updates": ("会做 {given} 次更新", "其他不变时，最多 {high} 轮"),
    "too_many_gradients": ("会计算 {given} 个单样本梯度", "其他不变时，最多 {high} 轮"),
    "slip": ("的参数名无法识别", "{words}（如果想写的是它）"),
    "bad_link": ("不是链接", "从本应用复制的地址"),
    "bad_format": ("不适合这里的设置", "{words}"),
    "not_text": (
        "不是 UTF-8、UTF-16、GB18030 或 Windows 代码页编码的文本",
        "CSV 之类的文本文件；电子表格请先另存为 CSV",
    ),
    "too_large": ("有 {given} 字节", "最多 {count} 字节"),
    "too_many_rows": ("有 {given} 行（或样本对）", "最多 {count}"),
    "too_many_columns": ("有 {given} 列", "最多 {count} 列"),
    "nothing": ("是空的", "两列数"),
    "one_line": (
        "只有一行，共 {given} 个单元格，看不出哪两个数是一对",
        "偶数个数，x、y 依次交替；或者一行写全部 x，下一行写全部 y；或者每行一对；"
        f"这一行确实是一条记录时，{_AS_ROWS}",
    ),
    "one_column": ("只有一列", "用同一种分隔符隔开的两列；选了分隔符时，要用所选的那种"),
    "no_pair": ("没有一行的两列都是数", "至少有一行的两列都是数"),
    "missing_cell": ("缺失", "一个数"),
    "empty_cell": ("是空的", "一个数"),
    "thousands": ("含有千位分隔符", "不带千位分隔符的数，如 1234.5"),
    "two_numbers": ("可能是 {first}，也可能是 {second}", "要用的那一个数"),
    "date": ("是日期或时间", "一个数，如年份，或从第一天算起的天数"),
    "code": (
        "是代码，读不出两列数",
        "长度相同的 x = [1, 2] 和 y = [2, 4]，[[1, 2], [2, 4]]，[1 2; 2 4]，或每行一对带括号的数",
    ),
    "shortened": (
        "是省略了一部分数的打印结果（…）",
        "完整的数：打印成列表，或先运行 np.set_printoptions(threshold=sys.maxsize)",
    ),
    "readings": ("有不止一种读法", "{words}"),
    "bad_columns": ("不是两个不同的列", "两个不同的列，用编号（如 1,2）或列名"),
    "bad_joined": (
        "里没有能与后一个单元格合成一个数的编号",
        "auto，或者与后一个合成一个数的单元格的编号，如 1,3",
    ),
    "bad_rows": (
        "里有凑不成一对数的行（{count} 行）",
        "每行两列都是数；或者加上 --bad_rows skip，略去这些行",
    ),
    "no_table": ("说的是表格，而这里没有表格", "--table 文件名，或 --data - 和一张表格"),
    "no_file": ("不是可以读取的文件", "一个存在的文件，如 samples.csv"),
    "no_scale": ("对这些 x 超出双精度的范围", "{words}"),
    "unit": ("是带单位 {unit} 的数", "{number}（只写数）"),
    "total": ("所在的行看起来像汇总，不像样本", "一个样本"),
    "above": ("在表格上方，不属于表格", "表格里的一行"),
    "between": ("在列名和数据之间，不是样本", "一行数"),
    "below": ("在表格下方，不属于表格", "表格里的一行"),
    "remark": ("是注释，不是样本", "表格里的一行"),
    "marks_left": (
        "不是只用一种符号隔开的：会剩下“{cell}”这样的单元格",
        "只用一种符号隔开：逗号、分号、制表符、竖线、空格或冒号",
    ),
    "not_met": ("与这段数据的任何读法都不符", "{words}"),
    "several_named": ("里的“{given}”是好几列的列名（第 {names} 列）", "列的编号"),
    "part_of_date": (
        "用到了日期的一部分，这个日期分在几列里（第 {names} 列）",
        "确实想用的两列，其中可以有这几列",
    ),
    "matrix": (
        "看起来像每一项对每一项的表，如相关系数",
        f"每行一个样本，写它的 x 和 y；每行确实是一条记录时，{_AS_ROWS}",
    ),
    "list": (
        "看起来像一串数，只是分成了几行，看不出哪两个数是一对",
        f"先写全部 x，再写全部 y，或者每行一对；每行确实是一条记录时，{_AS_ROWS}",
    ),
    "stems": (
        "看起来像一组数的茎叶图",
        f"每行一个样本，写它的 x 和 y；每行确实是一条记录时，{_AS_ROWS}",
    ),
    "sentences": (
        "是仪器直接输出的语句，每行以类型开头",
        f"两列的表，可由仪器的软件导出；每行确实是一条记录时，{_AS_ROWS}",
    ),
    "other_samples": (
        "是另一组样本的指纹，这张表里的样本是 {given}",
        "链接所用的那张表，列和略去的行也要相同；或者去掉链接里的指纹",
    ),
    "formula": ("是公式", "公式的计算结果"),
    "elsewhere": ("代表的样本不在链接里", "--data -，从标准输入读入这些样本"),
    "no_value": ("没有值", "--名称 值"),
    "not_a_flag": ("不是选项", "--名称 值"),
}
