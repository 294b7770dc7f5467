import { DEEDS } from './deeds.ts'
import { type KindOfNotice, type NoticeGroup, of } from './kind.ts'

export { type KindOfNotice, NOTICE_GROUPS, type NoticeGroup, URGENCIES, type Urgency } from './kind.ts'

/** Every kind of notice there is. A new one is one entry here, or in `deeds.ts`; nothing else asks for it. */
export const NOTICE_KINDS = {
  ...DEEDS,
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
    '「{opportunity}」的{clock:clock}已超时（{due:time} 到期）',
    '“{opportunity}”: {clock:clock} was due {due:time}',
  ),
  'clocks.escalated': of(
    'clocks',
    'urgent',
    '「{opportunity}」的{clock:clock}超时，已上报[：责任人 {person}]',
    '“{opportunity}”: {clock:clock} ran out and went up[; held by {person}]',
  ),
  'clocks.received': of(
    'clocks',
    'urgent',
    '「{opportunity}」的{clock:clock}超时,现在由您负责[(原责任人 {person})]',
    '“{opportunity}” is yours now: {clock:clock} ran out[; {person} held it]',
  ),
  'clocks.taken': of(
    'clocks',
    'normal',
    '「{opportunity}」的{clock:clock}超时,已转给 {to}',
    '“{opportunity}” went to {to}: {clock:clock} ran out',
  ),
  // tasks
  'tasks.warned': of(
    'tasks',
    'normal',
    '任务「{task}」将于 {due:time} 到期',
    'Task “{task}” is due {due:time}',
  ),
  'tasks.breached': of('tasks', 'urgent', '任务「{task}」已超时', 'Task “{task}” is overdue'),
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
    '{by} 从公海把「{opportunity}」分配给您',
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
    '您可以负责「{opportunity}」了：领取申请已通过',
    'Your application for “{opportunity}” was approved',
  ),
  'pools.application-refused': of(
    'pools',
    'normal',
    '您领取「{opportunity}」的申请未通过[：{reason}]',
    'Your application for “{opportunity}” was refused[: {reason}]',
  ),
  'pools.application-fell': of(
    'pools',
    'calm',
    '您申请领取的「{opportunity}」已由别人负责',
    '“{opportunity}”, for which you applied, went to somebody else',
  ),
  'pools.taken-back': of(
    'pools',
    'normal',
    '{by} 把「{opportunity}」从您这里收回到公海[「{pool}」][：{reason}]',
    '{by} took “{opportunity}” back from you to the pool[ {pool}][: {reason}]',
  ),
  'pools.recycle-soon': of(
    'pools',
    'normal',
    '「{opportunity}」将于 {due:time} 被回收到公海[「{pool}」]',
    '“{opportunity}” goes back to the pool[ {pool}] on {due:time}',
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
    '发现异常[「{opportunity}」]：{finding:finding}',
    'A finding[ on “{opportunity}”]: {finding:finding}',
  ),
  'findings.opened-many': of(
    'findings',
    'normal',
    '发现 {count:number} 处异常[：{finding:finding}]，等您处理',
    '{count:number} findings wait for you[: {finding:finding}]',
  ),
  'findings.escalated': of(
    'findings',
    'urgent',
    '异常逾期未处理，已上报给您[：「{opportunity}」][ {finding:finding}][（共 {count:number} 条）]',
    'Nobody dealt with a finding[ on “{opportunity}”] in time: it came up to you[: {finding:finding}][ ({count:number})]',
  ),
  'findings.went-up': of(
    'findings',
    'normal',
    '您负责的异常逾期未处理，已上报给 {to}[：「{opportunity}」][ {finding:finding}][（共 {count:number} 条）]',
    'A finding of yours[ on “{opportunity}”] was not dealt with in time and went up to {to}[: {finding:finding}][ ({count:number})]',
  ),
  // proposals
  'proposals.opened': of(
    'plan',
    'normal',
    '有 {count:number} 条改进建议等您决定',
    '{count:number} proposals of what should change wait for you',
  ),
  'proposals.escalated': of(
    'plan',
    'normal',
    '{count:number} 条改进建议逾期无人决定，已上报给您',
    'Nobody decided {count:number} proposals in time: they came up to you',
  ),
  'proposals.rolled-back': of(
    'plan',
    'urgent',
    '试行的改进没有达到约定的条件，已自动回退',
    'What was tried failed its condition and was rolled back',
  ),
  'proposals.reported': of(
    'plan',
    'calm',
    '一项改进实施满一个季度：承诺与结果的对照已出',
    'A change has held for a quarter: its report says whether it kept its promise',
  ),
  // Baton itself
  'delivery.robot-failing': of(
    'system',
    'normal',
    '群机器人「{robot}」发送失败：{answer}',
    'Robot “{robot}” cannot send: {answer}',
  ),
  'reports.not-mailed': of(
    'system',
    'normal',
    '报表「{report}」没能发给 {person}：{answer}',
    'Report “{report}” was not mailed to {person}: {answer}',
  ),
  'delivery.mail-failing': of('system', 'normal', '邮件发送失败：{answer}', 'Mail cannot be sent: {answer}'),
} satisfies Record<string, KindOfNotice>
export type NoticeKind = keyof typeof NOTICE_KINDS

const UNKNOWN = of('system', 'normal', '有一件事需要您看', 'Something needs you')

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
