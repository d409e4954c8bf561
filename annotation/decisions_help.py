"""How to fill in a decisions table, in Chinese and English."""

from tifa.annotation.decisions import ADD, BOTH, CONTEXT, EDIT, KEEP, REJECT

HELP = (
    (
        "每行是一处分歧。在黄色列中填写；其余各列只供阅读。",
        "Each row is one place where annotators differ. Fill in the yellow columns; the others only show.",
    ),
    (
        "决定：写标注者的名字，即采用其版本。",
        "decision: the name of an annotator takes their version as it is.",
    ),
    (f"{BOTH}：各版本都保留。", f"{BOTH}: keep every version."),
    (
        f"{EDIT}：修改。填“起、止”，或填“修改后文字”（须见于上下文，取离原处最近的一处）。",
        (
            f"{EDIT}: change it. Give start and end, or the quote; it must stand in the context "
            f"({CONTEXT} characters on either side), and the place nearest to the original is meant."
        ),
    ),
    (f"{REJECT}：此处什么都不标。", f"{REJECT}: nothing is annotated here."),
    (
        f"{KEEP}：各人一致，照此采用；可在“属性、论元”列补充。",
        f"{KEEP}: all agree, take it; attributes and arguments may be filled in.",
    ),
    (
        f"{ADD}：谁也没标。另起一行，填文档、起止（或唯一的文字）、标签，编号留空。",
        (
            f"{ADD}: what nobody marked. A new row with doc, start and end (or a quote that is unique), "
            "label; the id stays empty."
        ),
    ),
    (
        "一处要得到几个标注时，复制该行（编号不变），每行写一个 edit。",
        "For several spans at one place copy the row with its id and write edit in each.",
    ),
    (
        "起、止从 0 起按字计数，止不含在内。",
        "start and end count characters from 0; the end is exclusive.",
    ),
    (
        "属性写作 force=obligation，每行一个（或用分号隔开）；只写要改的；“force=”表示去掉，“-”表示全无。",
        (
            "attributes: force=obligation, one a line or with ; between them. Name only what is new; "
            "“force=” takes one away, “-” takes all."
        ),
    ),
    (
        "论元写作 actor=县委；该文字不止一处时写 actor=县委@120（起）。",
        "arguments: actor=县委, or actor=县委@120 (its start) where it stands more than once.",
    ),
    (
        "理由：一句话。规则：依据标注规范的哪一条。",
        "reason: one sentence. rule: the rule of the scheme that decides.",
    ),
    (
        "未作决定的行不会被默认处理：读回时会逐行列出。",
        "Nothing is decided silently: rows without a decision are listed when the file is applied.",
    ),
    (
        "第二张表是各人一致、已采用的标注，也可以改。不要删除行，不要改编号。",
        "The second sheet has what all agree on; it may be changed too. Do not delete rows or edit ids.",
    ),
)
