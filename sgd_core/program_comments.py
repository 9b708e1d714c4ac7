"""What the programs to take away say beside their code, in each language.

>>> COMMENTS["zh"]["mean_loss"], list(COMMENTS)
('全部样本的平均损失。', ['en', 'zh'])
"""

from __future__ import annotations

from sgd_core.parameters import Parameter

#: Language code to what is said of each part of a program. English is plain ASCII, which any terminal holds.
COMMENTS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Stochastic gradient descent: {parts}.",
        "title.all": "Gradient descent on the mean loss: {parts}.",
        "comma": ", ",
        "lr": "learning rate",
        "lr_steps": "from these updates on (counted from 0) another learning rate",
        "epochs": "passes over the data",
        "epochs.drawn": "rounds of n draws",
        "batch_size": "samples for each update, or what is left of an epoch",
        "seed": "which random order",
        "tol": "ends after an epoch that leaves every parameter this near to where it began",
        "per_epoch": "updates in an epoch",
        "updates": "all updates planned",
        "scaled": "x in other units, z (divided by 1 where that would be 0); the model and its parameters "
        "are those of z.",
        "exp": "e to the power of a value; infinite where that is beyond doubles.",
        "forward": "The model.",
        "loss": "The loss of one sample.",
        "softplus": "softplus(z) is ln(1 + e^z); torch takes z for it above the threshold.",
        "gradient": "Its gradient: how fast that loss grows with each parameter.",
        "autograd": "The gradient of the mean loss, by automatic differentiation.",
        "mean_gradient": "The mean gradient of a batch: summed from left to right, divided once.",
        "mean_loss": "The mean loss over all samples.",
        "learning_rate": "The learning rate of update t, counted from 0.",
        "move": "A parameter after one update, and what is remembered for the next.",
        "written_out": "torch.optim has no such optimizer, so the rule stands here.",
        "cyclic": "Every epoch takes the samples as they are listed.",
        "reshuffle": "A new random order in every epoch.",
        "shuffle-once": "One random order, drawn before the first epoch and kept.",
        "with-replacement": "Every draw is one of all samples, whichever came before.",
        "svrg.epoch": "The full gradient where this epoch starts.",
        "svrg.update": "The gradient here, less the one at the start of the epoch, plus the full one there.",
        "saga.start": "A table of the last gradient computed of every sample.",
        "saga.epoch": "The mean of the table, summed anew so that rounding does not add up.",
        "saga.update": "The gradient here, less the one in the table, plus the mean of the table.",
        "saga.table": "Then the new gradient goes into the table.",
        "diverged": "No longer a finite number: the run has diverged.",
        "settled": "No parameter is farther than tol from where this epoch began.",
        "average": "The mean of the parameters after each update.",
        "path": "All parameters before the first update and after each, and the mean loss after each epoch.",
    },
    "zh": {
        "title": "随机梯度下降：{parts}。",
        "title.all": "平均损失上的梯度下降：{parts}。",
        "comma": "，",
        "lr": "学习率",
        "lr_steps": "从这些更新（从 0 数起）开始换用另一个学习率",
        "epochs": "轮数：把全部样本用几遍",
        "epochs.drawn": "轮数：每轮抽 n 次",
        "batch_size": "每次更新用几个样本；一轮剩下的不够时，就用剩下的",
        "seed": "随机种子，决定随机顺序",
        "tol": "某一轮首尾相比，没有参数的变化超过它，就停止",
        "per_epoch": "每轮更新几次",
        "updates": "计划的更新总次数",
        "scaled": "x 缩放之后记为 z（除数为 0 时改为 1）；模型和参数都是对 z 的。",
        "exp": "e 的若干次方；超出双精度范围时为无穷大。",
        "forward": "模型。",
        "loss": "一个样本的损失。",
        "softplus": "softplus(z) 即 ln(1 + e^z)；超过 threshold 时 torch 直接取 z。",
        "gradient": "它的梯度：这个损失随每个参数变化得多快。",
        "autograd": "平均损失的梯度，由自动求导得到。",
        "mean_gradient": "一批样本的平均梯度：从左到右相加，最后除一次。",
        "mean_loss": "全部样本的平均损失。",
        "learning_rate": "第 t 次更新的学习率，t 从 0 数起。",
        "move": "一次更新之后的参数，以及要留给下一次更新的量。",
        "written_out": "torch.optim 里没有这个优化器，所以把规则写在这里。",
        "cyclic": "每一轮都按原顺序取样本。",
        "reshuffle": "每一轮都重新打乱顺序。",
        "shuffle-once": "只在第一轮之前打乱一次，以后一直用这个顺序。",
        "with-replacement": "有放回抽样：每次都从全部样本里抽一个。",
        "svrg.epoch": "这一轮起点处的全梯度。",
        "svrg.update": "这里的梯度，减去本轮起点处的梯度，再加上起点处的全梯度。",
        "saga.start": "一张表，记着每个样本最近一次算出的梯度。",
        "saga.epoch": "表中梯度的平均；每轮重新求和，舍入误差就不会累积。",
        "saga.update": "这里的梯度，减去表中的旧梯度，再加上表中梯度的平均。",
        "saga.table": "然后把新的梯度记进表里。",
        "diverged": "数值溢出，变成 inf 或 nan：发散了。",
        "settled": "这一轮首尾相比，没有参数的变化超过 tol。",
        "average": "历次更新之后参数的平均值。",
        "path": "第一次更新之前和每次更新之后的参数，以及每轮之后的平均损失。",
    },
}

#: What a notebook says around its program, in Markdown and beside its code.
NOTEBOOK: dict[str, dict[str, str]] = {
    "en": {
        "one": "Each update takes the gradient of one sample.",
        "many": "Each update takes the mean gradient of up to {count} samples.",
        "all": "Each update takes the mean gradient of all samples.",
        "corrected": "That gradient is corrected first, as $g$: ",
        "svrg": r"for each of the samples $\nabla f_i(\tilde\theta)$ is taken off and "
        r"$\nabla f(\tilde\theta)$ added, where $f$ is the mean loss and $\tilde\theta$ are the parameters "
        r"at the start of the epoch.",
        "saga": "for each of the samples the last gradient that was computed of it before is taken off, and "
        "the mean of the last gradients of all samples added.",
        "formulas": "The loss of one sample, its gradient, and the move:",
        "memory": "At the start {memory}.",
        "batch": "$B$ is the samples that an update takes.",
        "scheduled": r"Under this schedule the rate of update $t$ is {rate}, and $\eta$ the one that is set.",
        "pieces": r"Under this schedule $\eta_t$ is the rate of update $t$: from each update that is named "
        r"on the one that is set for it, and $\eta$ before the first of them.",
        "averaged": "Beside each parameter stands its mean after all updates so far, {mean}, where $s$ is "
        "the sum of it after the earlier ones.",
        "counted": "The first update is number $t = 0$.",
        "total": "$T$ is the number of updates that the run is planned to make.",
        "per_epoch": "$E$ is the number of updates in an epoch.",
        "comma": ", ",
        "constant": "{name}: ${value}$",
        "program": "The run as a program that stands alone:",
        "core": "The same run by `sgd_core`, where that is installed: both end with the same bits.",
        "alone": "sgd_core is not installed here; the program above needs nothing of it.",
        "same": "The same bits at the end:",
        "picture": "The path of the parameters, and the loss:",
        "thinned": "Of a long run every so many updates are drawn.",
        "update": "update",
        "epoch": "epoch",
        "loss": "mean loss",
        "otherwise": "otherwise",
    },
    "zh": {
        "one": "每次更新取一个样本的梯度。",
        "many": "每次更新取至多 {count} 个样本的平均梯度。",
        "all": "每次更新取全部样本的平均梯度。",
        "corrected": "这个梯度先修正为 $g$：",
        "svrg": r"对所用的每个样本减去 $\nabla f_i(\tilde\theta)$，再加上 $\nabla f(\tilde\theta)$，"
        r"其中 $f$ 是平均损失，$\tilde\theta$ 是这一轮开始时的参数。",
        "saga": "对所用的每个样本减去它此前最近一次算出的梯度，再加上各样本最近算出的梯度的平均。",
        "formulas": "一个样本的损失、它的梯度和更新规则：",
        "memory": "开始时 {memory}。",
        "batch": "$B$ 是一次更新所用的样本。",
        "scheduled": r"按这种学习率调度，第 $t$ 次更新的学习率是 {rate}，其中 $\eta$ 是设定的学习率。",
        "pieces": r"按这种学习率调度，第 $t$ 次更新的学习率是 $\eta_t$：从每个指定的更新起用为它设定的"
        r"学习率，在第一个指定的更新之前是 $\eta$。",
        "averaged": "除参数本身外，还记下它到目前为止各次更新后的平均值 {mean}，"
        "其中 $s$ 是此前各次更新后的值之和。",
        "counted": "更新从 $t = 0$ 数起。",
        "total": "$T$ 是计划的更新总次数。",
        "per_epoch": "$E$ 是每轮的更新次数。",
        "comma": "、",
        "constant": "{name}：${value}$",
        "program": "下面的程序独立完成这次训练，不需要安装本项目：",
        "core": "如果装有 `sgd_core`，再用它重做一遍：两者的结果逐位相同。",
        "alone": "这里没有安装 sgd_core；上面的程序用不到它。",
        "same": "结果逐位相同：",
        "picture": "参数走过的路径和损失曲线：",
        "thinned": "更新很多时，每隔若干次更新画一个点。",
        "update": "更新次数",
        "epoch": "轮次",
        "loss": "平均损失",
        "otherwise": "其他",
    },
}

#: What is said of constants, where the language is not that of their own help.
CONSTANTS: dict[str, dict[str, str]] = {
    "zh": {
        "delta": "残差超过它以后，损失线性增长",
        "momentum": "上一步的速度保留多少",
        "beta1": "梯度的滑动平均保留多少（lion：它在一步里占多大的比重）",
        "beta2": "梯度平方的滑动平均保留多少（adamax：最大的梯度绝对值；lion：梯度的滑动平均）",
        "alpha": "梯度平方的滑动平均保留多少",
        "eps": "防止分母过小",
        "weight_decay": "把每个参数往 0 拉的力度",
        "decay": "学习率衰减的快慢",
        "gamma": "每次衰减（或每轮）学习率乘以多少",
        "step_size": "每几轮衰减一次",
        "lr_min": "学习率最后趋向多少",
        "rho": "梯度平方与步长（乘学习率之前）平方的滑动平均保留多少",
        "momentum_decay": "动量升到 beta1 的快慢",
        "etaminus": "梯度变号时步长乘以多少",
        "etaplus": "梯度与上一次同号（且上一次走了步）时，步长乘以多少",
        "step_min": "步长下限",
        "step_max": "步长上限",
        "warmup": "预热的更新次数",
        "pct_start": "学习率上升的更新所占的比例",
        "div_factor": "最大学习率是上升起点的多少倍",
        "final_div_factor": "上升起点的学习率是最终的多少倍",
    }
}


def of_constant(constant: Parameter, lang: str) -> str:
    """What is said of a constant in a language; "" where that language has no word for it."""
    return CONSTANTS[lang].get(constant.name, "") if lang in CONSTANTS else constant.help
