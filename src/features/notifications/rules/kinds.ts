import type { Text } from '../../../kernel/text.ts'

/** What notices are about, in the order people see: what one chooses ways of being told for. */
export const NOTICE_GROUPS = [
  'hand-overs',
  'opportunities',
  'clocks',
  'tasks',
  'approvals',
  'pools',
  'findings',
  'people',
  'plan',
  'system',
] as const
export type NoticeGroup = (typeof NOTICE_GROUPS)[number]

/** `urgent`: it has run out and somebody has to act now; it may break quiet hours. `calm`: good to know. */
export const URGENCIES = ['urgent', 'normal', 'calm'] as const
export type Urgency = (typeof URGENCIES)[number]

export type KindOfNotice = {
  group: NoticeGroup
  urgency: Urgency
  /**
   * One sentence. `{by}` is a fact; `{opportunity}` the opportunity as its reader may know it; `{due:time}`, `{from:day}`, `{count:number}`
   * are written the reader's way; `{clock:clock}` and `{finding:finding}` are names of kinds. Facts that are `{zh, en}` are read in the
   * reader's language. A part in brackets `[ by {by}]` is left out where one of its facts is missing.
   */
  words: Text
}

const of = (group: NoticeGroup, urgency: Urgency, zh: string, en: string): KindOfNotice => ({
  group,
  urgency,
  words: { zh, en },
})

/** Every kind of notice there is. A new one is one entry here; nothing else asks for it. */
export const NOTICE_KINDS = {
  // hand-overs
  'handover.offered': of(
    'hand-overs',
    'normal',
    '{by} 请你接手「{opportunity}」',
    '{by} offers you “{opportunity}”',
  ),
  'handover.accepted': of(
    'hand-overs',
    'calm',
    '{by} 接手了「{opportunity}」',
    '{by} accepted “{opportunity}”',
  ),
  'handover.declined': of(
    'hand-overs',
    'normal',
    '{by} 婉拒接手「{opportunity}」[:{text}]',
    '{by} declined “{opportunity}”[: {text}]',
  ),
  'handover.asked': of(
    'hand-overs',
    'normal',
    '{by} 就「{opportunity}」的交接提问[:{text}]',
    '{by} asks about the hand-over of “{opportunity}”[: {text}]',
  ),
  'handover.answered': of(
    'hand-overs',
    'normal',
    '{by} 回答了「{opportunity}」的交接提问[:{text}]',
    '{by} answered about the hand-over of “{opportunity}”[: {text}]',
  ),
  'handover.withdrawn': of(
    'hand-overs',
    'calm',
    '{by} 撤回了「{opportunity}」的交接',
    '{by} withdrew the hand-over of “{opportunity}”',
  ),
  'handover.reminded': of(
    'hand-overs',
    'normal',
    '「{opportunity}」的交接等你答复[,{due:time} 到期]',
    'The hand-over of “{opportunity}” waits for your answer[ until {due:time}]',
  ),
  'handover.escalated': of(
    'hand-overs',
    'urgent',
    '「{opportunity}」的交接无人答复,由你裁定',
    'Nobody answered the hand-over of “{opportunity}”: you decide',
  ),
  'handover.ruled': of(
    'hand-overs',
    'normal',
    '{by} 裁定了「{opportunity}」的交接',
    '{by} ruled on the hand-over of “{opportunity}”',
  ),
  // what one holds
  'opportunities.received': of(
    'opportunities',
    'normal',
    '你是「{opportunity}」的责任人了[,由 {by} 交来]',
    '“{opportunity}” is yours now[, passed by {by}]',
  ),
  'opportunities.received-many': of(
    'opportunities',
    'normal',
    '你新负责 {count:number} 个商机[,由 {by} 交来]',
    '{count:number} opportunities are yours now[, passed by {by}]',
  ),
  'opportunities.passed-on': of(
    'opportunities',
    'calm',
    '「{opportunity}」已由 {to} 负责',
    '{to} holds “{opportunity}” now',
  ),
  'opportunities.helper': of(
    'opportunities',
    'normal',
    '[{by} 请]你协作「{opportunity}」',
    'You help with “{opportunity}” now[, asked by {by}]',
  ),
  'opportunities.merged': of(
    'opportunities',
    'normal',
    '[{by} ]合并了你的「{opportunity}」',
    '“{opportunity}” was merged[ by {by}]',
  ),
  'opportunities.binned': of(
    'opportunities',
    'normal',
    '你的商机[被 {by}]移入回收站[:{text}]',
    'An opportunity of yours went to the bin[, by {by}][: {text}]',
  ),
  'opportunities.mentioned': of(
    'opportunities',
    'normal',
    '{by} 在「{opportunity}」提到了你[:{text}]',
    '{by} named you in “{opportunity}”[: {text}]',
  ),
  // clocks
  'clocks.warned': of(
    'clocks',
    'normal',
    '「{opportunity}」的{clock:clock}将于 {due:time} 到期',
    '“{opportunity}”: {clock:clock} is due {due:time}',
  ),
  'clocks.breached': of(
    'clocks',
    'urgent',
    '「{opportunity}」的{clock:clock}已超时({due:time} 到期)',
    '“{opportunity}”: {clock:clock} was due {due:time}',
  ),
  'clocks.escalated': of(
    'clocks',
    'urgent',
    '「{opportunity}」的{clock:clock}超时,已上报[:责任人 {person}]',
    '“{opportunity}”: {clock:clock} has run out and went up[; held by {person}]',
  ),
  // tasks
  'tasks.given': of(
    'tasks',
    'normal',
    '{by} 交给你任务[「{task}」][,{due:day} 前]',
    '{by} gave you a task[: {task}][, due {due:day}]',
  ),
  'tasks.warned': of(
    'tasks',
    'normal',
    '任务「{task}」将于 {due:time} 到期',
    'Task “{task}” is due {due:time}',
  ),
  'tasks.breached': of('tasks', 'urgent', '任务「{task}」已超时', 'Task “{task}” is overdue'),
  // approvals and contests
  'approvals.asked': of(
    'approvals',
    'normal',
    '{by} 就「{opportunity}」请你审批[:{label}]',
    '{by} asks for your approval on “{opportunity}”[: {label}]',
  ),
  'approvals.approved': of(
    'approvals',
    'normal',
    '{by} 批准了「{opportunity}」[:{label}]',
    '{by} approved “{opportunity}”[: {label}]',
  ),
  'approvals.refused': of(
    'approvals',
    'normal',
    '{by} 未批准「{opportunity}」[:{text}]',
    '{by} did not approve “{opportunity}”[: {text}]',
  ),
  'contests.filed': of(
    'approvals',
    'normal',
    '{by} 对「{opportunity}」的分派提出异议,由你裁定',
    '{by} contests who got “{opportunity}”: you decide',
  ),
  'contests.escalated': of(
    'approvals',
    'urgent',
    '对「{opportunity}」的异议无人裁定,由你裁定',
    'Nobody ruled on the contest of “{opportunity}”: you decide',
  ),
  'contests.ruled': of(
    'approvals',
    'normal',
    '{by} 裁定了「{opportunity}」的异议',
    '{by} ruled on the contest of “{opportunity}”',
  ),
  // pools
  'pools.entered': of(
    'pools',
    'calm',
    '「{opportunity}」进入公海[「{pool}」]',
    '“{opportunity}” lies in the pool[ {pool}]',
  ),
  'pools.claimed': of('pools', 'calm', '{by} 领取了「{opportunity}」', '{by} claimed “{opportunity}”'),
  'pools.assigned': of(
    'pools',
    'normal',
    '{by} 从公海把「{opportunity}」分配给你',
    '{by} gave you “{opportunity}” from the pool',
  ),
  'pools.applied': of(
    'pools',
    'normal',
    '{by} 申请领取「{opportunity}」',
    '{by} applies for “{opportunity}”',
  ),
  'pools.application-approved': of(
    'pools',
    'normal',
    '你可以负责「{opportunity}」了:领取申请已通过',
    'Your application for “{opportunity}” was approved',
  ),
  'pools.application-refused': of(
    'pools',
    'normal',
    '你领取「{opportunity}」的申请未通过[:{text}]',
    'Your application for “{opportunity}” was refused[: {text}]',
  ),
  'pools.recycle-soon': of(
    'pools',
    'normal',
    '「{opportunity}」将于 {due:time} 被回收到公海[「{pool}」]',
    '“{opportunity}” goes back to the pool[ {pool}] {due:time}',
  ),
  'pools.recycled': of(
    'pools',
    'normal',
    '「{opportunity}」已被回收到公海[「{pool}」]',
    '“{opportunity}” went back to the pool[ {pool}]',
  ),
  // findings
  'findings.opened': of(
    'findings',
    'normal',
    '发现异常[「{opportunity}」]:{finding:finding}',
    'A finding[ on “{opportunity}”]: {finding:finding}',
  ),
  'findings.opened-many': of(
    'findings',
    'normal',
    '发现 {count:number} 处异常,等你处理',
    '{count:number} findings wait for you',
  ),
  'findings.escalated': of(
    'findings',
    'urgent',
    '异常无人处理,已上报给你[:「{opportunity}」]',
    'Nobody dealt with a finding[ on “{opportunity}”]: it came up to you',
  ),
  // people
  'absences.duty-begins': of(
    'people',
    'normal',
    '{person} 不在[,至 {until:time}],由你代理',
    'You stand in for {person}[ until {until:time}]',
  ),
  'absences.duty-ends': of(
    'people',
    'calm',
    '{person} 回来了,你的代理结束',
    '{person} is back: you stand in no more',
  ),
  'succession.received-many': of(
    'people',
    'normal',
    '{count:number} 个商机因人员变动归你负责',
    '{count:number} opportunities came to you as people changed',
  ),
  // plan and imports
  'plan.published': of(
    'plan',
    'calm',
    '新的分工方案已发布[(第 {number:number} 版)]',
    'A new plan is in force[ (version {number:number})]',
  ),
  'plan.schedule-failed': of(
    'plan',
    'urgent',
    '分工方案未能按时发布[:{text}]',
    'A scheduled plan could not be published[: {text}]',
  ),
  'imports.received-many': of(
    'opportunities',
    'normal',
    '导入给你 {count:number} 条记录',
    '{count:number} records were imported to you',
  ),
  // Baton itself
  'delivery.robot-failing': of(
    'system',
    'normal',
    '群机器人「{robot}」发送失败:{answer}',
    'Robot “{robot}” cannot send: {answer}',
  ),
  'delivery.mail-failing': of('system', 'normal', '邮件发送失败:{answer}', 'Mail cannot be sent: {answer}'),
} satisfies Record<string, KindOfNotice>
export type NoticeKind = keyof typeof NOTICE_KINDS

const UNKNOWN = of('system', 'normal', '有一件事需要你看', 'Something needs you')

/** How a kind is told; one of a newer or older program in general words. */
export function kindOf(kind: string): KindOfNotice {
  return Object.hasOwn(NOTICE_KINDS, kind) ? NOTICE_KINDS[kind as NoticeKind] : UNKNOWN
}

/** The kinds of a group, for asking the database. */
export function kindsOf(group: NoticeGroup): string[] {
  return Object.keys(NOTICE_KINDS).filter((kind) => kindOf(kind).group === group)
}

/** Kinds that are urgent. */
export const URGENT_KINDS: readonly string[] = Object.keys(NOTICE_KINDS).filter(
  (kind) => kindOf(kind).urgency === 'urgent',
)
