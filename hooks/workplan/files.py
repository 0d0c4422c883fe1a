"""The files that editors write, key by key: plans, returns and the organization, as pydantic models.

Only the shape and the kinds of value are settled here; what needs a second look (names of
departments, wordings of deadlines, one update against another) is for `load` and `checks`.
Source: design.md, “Files that editors write”.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from workplan.deadlines import FORMS, RHYTHM_FORMS, RHYTHM_PATTERN, WORDING_PATTERN
from workplan.fields import (
    Amount,
    CellText,
    Day,
    Days,
    Department,
    Flag,
    FormKey,
    Id,
    Key,
    ListedId,
    MaybeDay,
    MaybeDepartment,
    MaybeFile,
    MaybeHeld,
    MaybeLink,
    MaybeNames,
    MaybePercent,
    MaybePeriod,
    MaybeReference,
    MaybeStatus,
    MaybeTelephone,
    MaybeText,
    OneDepartment,
    OrNothing,
    OwedBy,
    Person,
    Points,
    Reference,
    TaskId,
    Text,
    Written,
    Year,
    bad,
    choice,
    form_of,
    not_empty,
    read_list,
    read_mapping,
    wording,
)

_List = OrNothing(read_list)
_Mapping = OrNothing(read_mapping)

# What a form's column may hold; 序号 (serial) is counted, never typed.
COLUMN_KINDS = ("text", "integer", "date", "choice", "serial")
USUAL_HEADER = ("填报单位", "联系人", "职务", "联系电话", "填报时间")


class Shape(BaseModel):
    """A mapping with a fixed set of keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- plans/organization.yaml ---------------------------------------------------------------------


class CommitteeShape(Shape):
    name: Text
    short: MaybeText = None


class DepartmentShape(Shape):
    name: Text
    short: MaybeText = None
    aliases: Annotated[list[Text], _List] = []
    kind: Annotated[str, choice("own", "county", what="部门")] = "own"
    leader: MaybeText = None
    contact: MaybeText = None


class GroupShape(Shape):
    name: Text
    others: MaybeText = None
    members: Annotated[list[Text], _List] = []


class OrganizationFile(Shape):
    committee: CommitteeShape
    departments: Annotated[dict[Key, DepartmentShape], _Mapping]
    groups: Annotated[list[GroupShape], _List] = []


# --- plans/<plan-id>.yaml ------------------------------------------------------------------------


class CorrectionShape(Shape):
    where: Text
    note: Text


class SourceShape(Shape):
    number: MaybeText = None
    issuer: MaybeText = None
    issued: MaybeDay = None
    corrections: Annotated[list[CorrectionShape], _List] = []


class BehindShape(Shape):
    yellow: Points = 10
    red: Points = 30

    @model_validator(mode="after")
    def _red_is_worse(self) -> Self:
        if self.yellow > self.red:
            message = f"yellow（{self.yellow}）大于 red（{self.red}）"
            bad("number-invalid", message, hint="落后得多的才亮红灯，red 不小于 yellow")
        return self


class RulesShape(Shape):
    reporting: Annotated[str, choice("quarterly", "monthly", what="报送周期")] = "quarterly"
    report_days: Days = 10
    warn_days: Days = 30
    behind: Annotated[BehindShape, _Mapping] = BehindShape()


class DueShape(Shape):
    text: Text
    from_: MaybeDay = Field(default=None, alias="from")
    to: Day


class ExtensionShape(Shape):
    to: Day
    approved_by: Text
    approved_on: Day
    reason: MaybeText = None
    occurrence: MaybeText = None
    sample: Flag = False


class HandoverShape(Shape):
    since: Day
    from_: Department = Field(alias="from")
    to: Department
    approved_by: MaybeText = None


_Wording = Annotated[str, wording(WORDING_PATTERN, f"看不懂的完成时限，写成：{'、'.join(FORMS)}")]
_Rhythm = Annotated[
    str | None, wording(RHYTHM_PATTERN, f"看不懂的次数，写成：{'、'.join(RHYTHM_FORMS)}")
]
_Due = Annotated[
    Annotated[DueShape, Tag("map")]
    | Annotated[_Wording, Tag("text")]
    | Annotated[_Wording, Tag("list")],
    Discriminator(form_of),
]


class TaskShape(Shape):
    id: Id
    text: Text
    short: MaybeText = None
    departments: MaybeNames = None
    lead: MaybeDepartment = None
    completion: Annotated[str | None, choice("lead", "all", what="完成方式")] = None
    due: Annotated[_Due | None, Written(not_empty)] = None
    repeat: _Rhythm = None
    added: MaybeDay = None
    extensions: Annotated[list[ExtensionShape], _List] = []
    handovers: Annotated[list[HandoverShape], _List] = []
    continues: MaybeReference = None
    carried_out_by: Annotated[list[Reference], _List] = []


class PointShape(TaskShape):
    """A numbered point of a scheme: a task where it has a deadline, else text."""

    steps: Annotated[list[TaskShape], _List] = []


class AreaShape(Shape):
    title: Text
    departments: MaybeNames = None
    tasks: Annotated[list[TaskShape], _List] = []
    points: Annotated[list[PointShape], _List] = []


class EventShape(Shape):
    name: Text
    aliases: Annotated[list[Text], _List] = []
    from_: MaybeDay = Field(default=None, alias="from")
    to: MaybeDay = None
    known_from: MaybeText = None

    @model_validator(mode="after")
    def _dates_are_known(self) -> Self:
        if self.to and not self.from_:
            bad("key-missing", "写了 to，缺少 from", hint="补上一行 from: 这件事开始的日期")
        if self.from_ and self.to and self.from_ > self.to:
            message = f"起日 {self.from_} 在止日 {self.to} 之后"
            bad("deadline-backwards", message, hint="检查 from 和 to")
        if self.from_ and not self.known_from:
            hint = "补上一行 known_from: 日期从哪里知道；不知道的不写日期"
            bad("key-missing", f"“{self.name}” 写了日期，缺少 known_from", hint=hint)
        return self


class StageShape(Shape):
    title: Text
    text: MaybeText = None
    from_: MaybeText = Field(default=None, alias="from")
    to: MaybeText = None


class ContactShape(Shape):
    name: Person
    telephone: MaybeTelephone = None


class ColumnShape(Shape):
    title: Text
    kind: Annotated[str | None, choice(*COLUMN_KINDS, what="栏目内容")] = None
    required: Flag = True
    choices: Annotated[list[Text], _List] = []
    total: Flag = False


_Column = Annotated[
    Annotated[
        Annotated[ColumnShape, Tag("map")]
        | Annotated[Text, Tag("text")]
        | Annotated[Text, Tag("list")],
        Discriminator(form_of),
    ],
    Written(not_empty),
]


class FormShape(Shape):
    key: FormKey
    title: Text
    due: Annotated[_Due | None, Written(not_empty)] = None
    owed_by: OwedBy
    header: Annotated[list[Text], _List] = list(USUAL_HEADER)
    columns: Annotated[list[_Column], _List]
    note: MaybeText = None


class PlanFile(Shape):
    kind: Annotated[str, choice("task-list", "scheme", "key-points", what="计划")]
    title: Text
    short: MaybeText = None
    year: Year
    as_of: MaybeDay = None
    timezone: MaybeText = None
    source: Annotated[SourceShape, _Mapping] = SourceShape()
    rules: Annotated[RulesShape, _Mapping] = RulesShape()
    contacts: Annotated[list[ContactShape], _List] = []
    publish_contacts: Flag = False
    preamble: MaybeText = None
    overview: Annotated[list[Text], _List] = []
    events: Annotated[list[EventShape], _List] = []
    stages: Annotated[list[StageShape], _List] = []
    areas: Annotated[list[AreaShape], _List]
    requirements: Annotated[list[Text], _List] = []
    forms: Annotated[list[FormShape], _List] = []


# --- plans/<plan-id>/**/*.yaml -------------------------------------------------------------------


class EvidenceShape(Shape):
    title: Text
    link: MaybeLink = None
    file: MaybeFile = None


class UpdateShape(Shape):
    task: TaskId
    date: MaybeDay = None
    status: MaybeStatus = None
    progress: MaybePercent = None
    occurrences: MaybeHeld = None
    figures: Annotated[dict[str, Amount], _Mapping] = {}
    note: MaybeText = None
    evidence: Annotated[list[EvidenceShape], _List] = []
    reason: MaybeText = None
    approved_by: MaybeText = None
    verified_by: MaybeDepartment = None
    lamp: Annotated[str | None, choice("yellow", "red", "auto", what="灯")] = None
    by: MaybeText = None


class ReturnFile(Shape):
    department: OneDepartment
    reported_on: Day
    period: MaybePeriod = None
    sample: Flag = False
    no_change: Annotated[list[ListedId], _List] = []
    updates: Annotated[list[UpdateShape], _List] = []


# --- plans/<plan-id>/forms/<form>/*.yaml ---------------------------------------------------------


class FormReturnFile(Shape):
    unit: OneDepartment
    reported_on: Day
    sample: Flag = False
    header: Annotated[dict[str, CellText], _Mapping] = {}
    rows: Annotated[list[dict[str, CellText]], _List] = []
