"""What the workbook says, in English and Simplified Chinese; Traditional follows from Simplified."""

from collections.abc import Mapping
from functools import lru_cache

from assessor.languages import in_traditional
from criteria.text import LANGUAGES, traditional

# The words of drop-downs, by the code that they stand for; before a dot stands what the word is said of.
CHOICES: Mapping[str, tuple[str, str]] = {
    "draft": ("draft", "草稿"),
    "submitted": ("submitted", "已提交"),
    "lead": ("lead", "组长"),
    "member": ("member", "组员"),
    "major": ("major", "严重不符合"),
    "minor": ("minor", "一般不符合"),
    "observation": ("observation", "观察项"),
    "strength": ("strength", "优势"),
    "open": ("open", "未关闭"),
    "closed": ("closed", "已关闭"),
    "document": ("document", "文件"),
    "record": ("record", "记录"),
    "interview": ("interview", "访谈"),
    "evidence.observation": ("observation", "现场观察"),
    "mystery-shopping": ("mystery shopping", "神秘顾客"),
    "customer-side": ("customer's side", "客户侧"),
    "higher": ("higher", "越高越好"),
    "lower": ("lower", "越低越好"),
    "target": ("nearer to the target", "越接近目标越好"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
}
YES, NO = CHOICES["yes"], CHOICES["no"]
WORDS = frozenset(simplified for _, simplified in CHOICES.values())

PHRASES: Mapping[str, tuple[str, str]] = {
    "sheet.start": ("Start", "开始"),
    "sheet.assessment": ("Assessment", "评价信息"),
    "sheet.answers": ("Answers", "作答"),
    "sheet.assessor": ("Assessor", "评审员"),
    "sheet.respondent": ("Respondent", "填答人"),
    "sheet.findings": ("Findings", "审核发现"),
    "sheet.decision": ("Decision", "认证决定"),
    "sheet.guidance": ("Guidance", "评分指南"),
    "sheet.evidence-register": ("Evidence register", "证据登记"),
    "sheet.measurements": ("Measurements", "测量数据"),
    "sheet.descriptors": ("Descriptors", "等级描述"),
    "sheet.evidence": ("Evidence", "证据指引"),
    "start.how": ("How to fill in this workbook", "填写说明"),
    "start.assessment": (
        "Describe the assessment and the organisation on the sheet “Assessment”.",
        "在“评价信息”表中填写评价与组织的基本信息。",
    ),
    "start.answers": (
        "Answer every practice on the sheet “Answers”: choose a value from the list, or type one that the "
        "column allows. “Guidance” says what each value means.",
        "在“作答”表中逐项作答：从下拉列表选择，或输入该栏允许的数值。各数值的含义见“评分指南”。",
    ),
    "start.descriptors": (
        "Click the title of a practice: the sheet “Descriptors” says what each level of it looks like and "
        "what to watch for. Click the title there to come back.",
        "点击做法名称，可转到“等级描述”表，查看各等级的具体表现和提示；在该表点击名称即可返回。",
    ),
    "start.evidence": (
        "“Evidence” says which documents and records to ask for, whom to interview, what to observe and what "
        "customers can tell; a link in each row leads there.",
        "“证据指引”表列出应查阅的文件与记录、访谈对象与问题、现场观察及客户侧证据；每行均有链接可转到该表。",
    ),
    "start.whole": (
        "Where several columns are open in a row, fill in all of them or none: half a rating has no score.",
        "一项做法有多个可填栏时，须全部填写或全部留空：不完整的评分无法计分。",
    ),
    "start.sites": (
        "A column marked “by site” also takes a value for each site: North: 50; South: 70. The sites and "
        "their shares are those on “Assessment”; where none are listed there, write the shares: "
        "North 60%: 50; South 40%: 70.",
        "标有“可分场所”的栏也可按场所填写：北区: 50; 南区: 70。场所及占比以“评价信息”表所列为准；"
        "该表未列场所时须写明占比：北区 60%: 50; 南区 40%: 70。",
    ),
    "start.na": (
        "A practice that does not apply: choose “yes” under “Not applicable” and give the reason; leave its "
        "values empty.",
        "某项做法不适用时：在“不适用”栏选择“是”并写明理由，评分留空。",
    ),
    "start.na.approved": (
        "In this track the lead assessor approves it: write that name under “Approved by”.",
        "本评价方式下，不适用须经评审组长批准：在“批准人”栏填写其姓名。",
    ),
    "start.unanswered": (
        "An empty row is unanswered, which is not the same as not applicable: once submitted it counts as "
        "nothing in place.",
        "留空表示未作答，不等于不适用：提交后按“尚未开展”计分。",
    ),
    "start.assessors": (
        "Each assessor rates alone on a sheet of their own; the sheet “Answers” holds what they agreed. "
        "Beside the ratings it shows the lowest and the highest original, unless somebody rated by site.",
        "每位评审员先在各自的表中独立评分；“作答”表填写合议后的结果，"
        "并在评分旁列出原始评分的最低值和最高值（有人按场所评分时不显示）。",
    ),
    "start.respondents": (
        "Each respondent answers alone on a sheet of their own, and leaves empty what they cannot judge; the "
        "sheet “Answers” holds what was agreed, and only that is scored.",
        "每位填答人先在各自的表中独立作答，无法判断的留空；“作答”表填写商定的结果，仅以该表计分。",
    ),
    "start.register": (
        "“Evidence register” lists what was seen, read or heard, one item a row, with the practices that it "
        "supports. It changes no score; reports print it beside the practices.",
        "“证据登记”表逐行列出查阅、访谈或观察到的证据及其支持的做法；不影响计分，报告中与做法并列印出。",
    ),
    "start.measurements": (
        "“Measurements” takes the figures behind the results practices, one measure a row, its periods from "
        "the earliest to the latest. They change no score; reports print them as trends.",
        "“测量数据”表填写成效类做法背后的数据，每行一个指标，各期由早到晚；不影响计分，报告中以趋势图印出。",
    ),
    "start.submit": (
        "When all is complete, set the status on “Assessment” to “submitted”.",
        "全部完成后，将“评价信息”表中的状态改为“已提交”。",
    ),
    "start.copy": (
        "This copy belongs to the assessment “{title}” and holds the answers of {whose}.",
        "本工作簿属于评价“{title}”，载有{whose}的作答。",
    ),
    "start.copy.change": (
        "Change only what you want to change: what stays as it is in this copy will not replace what others "
        "answer meanwhile.",
        "只修改需要修改的内容：本工作簿中未改动的作答不会覆盖他人在此期间的作答。",
    ),
    "start.copy.return": (
        "Save the file as .xlsx and give it back on the page “Workbook” of the assessment. Nothing is "
        "replaced before you have seen what would change.",
        "另存为 .xlsx 后，在该评价的“工作簿”页面上传。系统先列出将发生的变更，经确认后才会写入。",
    ),
    "start.colours": ("Colours", "颜色说明"),
    "start.input": ("to be filled in", "需要填写"),
    "start.locked": ("not asked here; locked", "此处不适用，已锁定"),
    "start.apart": (
        "assessors' own ratings far apart: discuss before agreeing",
        "评审员原始评分差距较大，须先讨论再合议",
    ),
    "start.progress": ("Progress", "完成进度"),
    "state.answered": ("Answered", "已作答"),
    "state.excluded": ("Not applicable", "不适用"),
    "state.unexplained": ("Reason or approval missing", "缺少理由或批准"),
    "state.half": ("Incomplete", "未填完整"),
    "column.practice": ("Id", "编号"),
    "column.id": ("Id", "编号"),
    "column.title": ("Practice", "做法"),
    "column.question": ("Question", "问题"),
    "column.guidance": ("Guidance", "指引"),
    "column.level": ("Level {level}", "等级 {level}"),
    "column.measure": ("Measure", "指标"),
    "column.evidence": ("Evidence to look for", "证据指引"),
    "column.documents": ("Documents", "文件"),
    "column.records": ("Records", "记录"),
    "column.interviews": ("Interviews", "访谈"),
    "column.observation": ("Observation", "现场观察"),
    "column.customer_side": ("From the customer's side", "客户侧证据"),
    "column.label": ("Meaning", "含义"),
    "column.lowest": ("Originals, lowest: {what}", "原始评分最低：{what}"),
    "column.highest": ("Originals, highest: {what}", "原始评分最高：{what}"),
    "link.evidence": ("Evidence", "证据"),
    "link.descriptors": ("Levels", "等级"),
    "link.back": ("Click a title to go back to the answers.", "点击名称可返回作答。"),
    "guide.not applicable": ("Not applicable when: {when}", "不适用的情形：{when}"),
    "guide.formula": ("Formula: {formula} ({unit})", "公式：{formula}（{unit}）"),
    "guide.required": ("Figures that count towards scope: {figures}", "计入覆盖范围的数据：{figures}"),
    "guide.segments": ("Broken down by: {segments}", "细分：{segments}"),
    "guide.comparators": ("Comparators: {comparators}", "比较对象：{comparators}"),
    "guide.periods": ("Periods that make a trend: {periods}", "构成趋势所需期数：{periods}"),
    "column.not_applicable": ("Not applicable", "不适用"),
    "column.reason": ("Reason", "理由"),
    "column.approved_by": ("Approved by", "批准人"),
    "column.comment": ("Comment", "备注"),
    "column.state": ("State", "状态"),
    "column.version": ("Version", "版本"),
    "by site": ("by site", "可分场所"),
    "key.model": ("Model", "模型"),
    "key.track": ("Track", "评价方式"),
    "key.status": ("Status", "状态"),
    "key.profile": ("Weight profile", "权重方案"),
    "key.date": ("Date of the assessment", "评价日期"),
    "key.organisation.name": ("Organisation", "组织名称"),
    "key.organisation.industry": ("Industry", "行业"),
    "key.organisation.country": ("Country or province", "国家、地区或省份"),
    "key.organisation.employees": ("Employees", "员工人数"),
    "key.organisation.scope": ("Scope", "评价范围"),
    "key.site": ("Site", "场所"),
    "key.share": ("Share", "占比"),
    "hint.status": ("Submitted once it is complete", "填写完成后改为“已提交”"),
    "hint.profile": (
        "Leave empty for the model's own weights; see “Guidance”",
        "留空则采用模型默认权重；详见“评分指南”",
    ),
    "hint.date": ("Year-month-day, as 2026-10-31", "年-月-日，如 2026-10-31"),
    "hint.industry": (
        "ISIC Rev. 4: a section letter (see “Guidance”) or a two-digit division",
        "ISIC Rev. 4：门类字母（见“评分指南”）或两位大类编号",
    ),
    "hint.country": (
        "ISO 3166: CN, HK, DE …; a province of China: CN-GD",
        "ISO 3166 代码：CN、HK、DE 等；中国省份如 CN-GD",
    ),
    "hint.employees": ("A whole number, 1 or more; empty where unknown", "不小于 1 的整数；不详则留空"),
    "hint.scope": ("What was assessed: businesses, products, places", "评价所覆盖的业务、产品与地点"),
    "hint.site": (
        "Its share of the whole, in any unit: customers, staff, revenue. Ratings by site use these names and "
        "shares.",
        "占总体的份额，单位不限：客户数、员工数或收入。按场所评分时使用此处的名称和占比。",
    ),
    "hint.approved_by": (
        "The name of the lead assessor, as on their own sheet",
        "评审组长姓名，须与其评分表一致",
    ),
    "hint.finding.status": (
        "May stay empty for observations and strengths: closed",
        "观察项和优势可留空，视为已关闭",
    ),
    "key.name": ("Name", "姓名"),
    "key.role": ("Role", "角色"),
    "key.respondent.name": ("Respondent", "填答人"),
    "key.respondent.group": ("Group", "群体"),
    "hint.respondent.name": (
        "A role or a pseudonym will do; each respondent another one",
        "可填岗位或代号；各填答人不得重复",
    ),
    "hint.respondent.group": (
        "Management, front line, information technology …: the same word for all of a group. Reports show a "
        "group from three respondents up.",
        "如管理层、一线员工、信息技术；同一群体须用同一写法。报告仅显示三人及以上的群体。",
    ),
    "key.last_advised_on": ("Last advised the organisation on", "最近一次为该组织提供咨询的日期"),
    "key.certify": ("Certify", "授予证书"),
    "key.decided_by": ("Decided by", "决定人"),
    "key.decided_on": ("Decided on", "决定日期"),
    "key.effective_on": ("Effective on", "生效日期"),
    "key.certificate_number": ("Certificate number", "证书编号"),
    "key.reason": ("Reason", "理由"),
    "hint.decided_by": ("Somebody who was not on the assessment team", "不得为评审组成员"),
    "hint.effective_on": ("Not before the decision", "不得早于决定日期"),
    "hint.last_advised_on": ("Empty for never", "从未提供则留空"),
    "finding.id": ("Id", "编号"),
    "finding.kind": ("Kind", "类别"),
    "finding.on": ("Practice or criterion", "相关做法或准则"),
    "finding.text": ("Finding", "内容"),
    "finding.status": ("Status", "状态"),
    "finding.plan_accepted": ("Corrective plan accepted", "纠正措施计划已接受"),
    "finding.closed_on": ("Closed on", "关闭日期"),
    "evidence.id": ("Id", "编号"),
    "evidence.kind": ("Kind", "类别"),
    "evidence.on": ("Practices", "相关做法"),
    "evidence.title": ("Title or reference", "名称或文号"),
    "evidence.seen_on": ("Seen on", "查阅日期"),
    "evidence.by": ("Seen by", "查阅人"),
    "evidence.site": ("Site", "场所"),
    "evidence.note": ("Note", "说明"),
    "evidence.sha256": ("SHA-256 of the file", "文件的 SHA-256"),
    "measurements.on": ("Results practice", "成效类做法"),
    "measurements.title": ("Measure", "指标"),
    "measurements.unit": ("Unit", "单位"),
    "measurements.better": ("Better is", "优劣方向"),
    "measurements.target": ("Target", "目标值"),
    "measurements.comparator.name": ("Compared with", "对比对象"),
    "measurements.comparator.value": ("Its value", "对比值"),
    "measurements.n": ("Sample of the latest value", "最近一期样本量"),
    "measurements.period": ("Period {number}", "第 {number} 期"),
    "measurements.value": ("Value {number}", "第 {number} 期数值"),
    "hint.evidence.on": (
        "One practice, or several separated by semicolons; the list offers their ids",
        "可填一项或多项做法，以分号分隔；下拉列表提供编号",
    ),
    "hint.evidence.site": ("One of the sites on “Assessment”", "“评价信息”表所列场所之一"),
    "hint.evidence.sha256": (
        "64 hexadecimal digits; with them anybody can check that a file is the one that was seen",
        "64 位十六进制数；据此可核对文件是否为当时所查阅的文件",
    ),
    "hint.measurements.unit": (
        "As on the sheet “Descriptors”: %, points, days, a currency …",
        "参照“等级描述”表：%、分、天、币种等",
    ),
    "hint.measurements.better": (
        "Whether a higher or a lower value is better, or one nearer to the target",
        "数值越高越好、越低越好，或越接近目标越好",
    ),
    "hint.measurements.comparator.name": (
        "Who or what the latest value is compared with, in the same unit",
        "最近一期数值与谁对比，单位须一致",
    ),
    "guidance.rating": ("Rating", "评分"),
    "guidance.value": ("Value", "数值"),
    "guidance.meaning": ("Meaning", "含义"),
    "guidance.limit": (
        "Counts at most {at_most} where “{unless}” is below {at_least}",
        "“{unless}”低于 {at_least} 时，最多计 {at_most}",
    ),
    "guidance.at most itself": ("The practice scores at most this value", "该做法的得分不超过此值"),
    "guidance.at most more": (
        "The practice scores at most this value plus {plus}",
        "该做法的得分不超过此值加 {plus}",
    ),
    "guidance.ceiling": ("Highest score", "得分上限"),
    "guidance.profiles": ("Weight profiles", "权重方案"),
    "guidance.levels": ("Levels", "成熟度等级"),
    "guidance.industries": ("Industries (ISIC Rev. 4 sections)", "行业（ISIC Rev. 4 门类）"),
    "allowed": ("Allowed: {values}", "允许：{values}"),
    "allowed.by site": (
        "or by site: North: 50; South: 70",
        "或按场所：北区: 50; 南区: 70",
    ),
    "allowed.step": ("{low} to {high} in steps of {step}", "{low} 至 {high}，步长 {step}"),
    "allowed.range": ("{low} to {high}", "{low} 至 {high}"),
}


def phrase(key: str, language: str, **values: str) -> str:
    """What the workbook says under a key, in a language.

    >>> phrase("allowed.range", "zh-Hans", low="0", high="100")
    '0 至 100'
    """
    return _in(PHRASES[key], language).format(**values)


def choice(code: str, language: str) -> str:
    """The word that a drop-down shows for a code.

    >>> choice("submitted", "zh-Hans")
    '已提交'
    """
    return _in(CHOICES[code], language)


def code_of(word: str) -> str:
    """The code that a word of a drop-down stands for, in any language; any other word as it is.

    >>> code_of("已提交"), code_of("balanced")
    ('submitted', 'balanced')
    """
    return word if word.isascii() and word in CHOICES else _codes(word.isascii()).get(word.casefold(), word)


@lru_cache(maxsize=2)
def _codes(only_english: bool) -> Mapping[str, str]:
    languages = ("en",) if only_english else LANGUAGES
    return {
        choice(code, language).casefold(): code.rpartition(".")[2]
        for code in CHOICES
        for language in languages
    }


def _in(texts: tuple[str, str], language: str) -> str:
    english, simplified = texts
    if language == "en":
        return english
    if language == "zh-Hant":
        # words of drop-downs are read back: they stay what they are in files that were taken away
        return (traditional if simplified in WORDS else in_traditional)(simplified)
    return simplified
