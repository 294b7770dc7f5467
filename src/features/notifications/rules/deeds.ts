import { type KindOfNotice, of } from './kind.ts'

/** What people are told of others’ deeds: who gave, took, asked, answered, changed. */
export const DEEDS = {
  // hand-overs
  'handover.offered': of(
    'hand-overs',
    'normal',
    '{by} 请您接手「{opportunity}」[：{text}]',
    '{by} offers you “{opportunity}”[: {text}]',
  ),
  'handover.offered-many': of(
    'hand-overs',
    'normal',
    '[{by} ]请您接手 {count:number} 个商机',
    '{count:number} opportunities are offered to you[ by {by}]',
  ),
  'handover.accepted': of(
    'hand-overs',
    'calm',
    '{by} 接受了「{opportunity}」的交接',
    '{by} accepted “{opportunity}”',
  ),
  'handover.declined': of(
    'hand-overs',
    'normal',
    '{by} 拒绝了「{opportunity}」的交接[：{text}]',
    '{by} declined “{opportunity}”[: {text}]',
  ),
  'handover.asked': of(
    'hand-overs',
    'normal',
    '{by} 就「{opportunity}」的交接提问[：{text}]',
    '{by} asks about the hand-over of “{opportunity}”[: {text}]',
  ),
  'handover.answered': of(
    'hand-overs',
    'normal',
    '{by} 回答了「{opportunity}」的交接提问[：{text}]',
    '{by} answered about the hand-over of “{opportunity}”[: {text}]',
  ),
  'handover.withdrawn': of(
    'hand-overs',
    'calm',
    '[{by} ]撤回了「{opportunity}」的交接',
    'The hand-over of “{opportunity}” was withdrawn[ by {by}]',
  ),
  'handover.overtaken': of(
    'hand-overs',
    'calm',
    '「{opportunity}」已另有安排，不用您接手了',
    '“{opportunity}” went elsewhere: you need not answer its hand-over any more',
  ),
  'handover.withdrawn-many': of(
    'hand-overs',
    'calm',
    '{count:number} 个交接已撤回，不用您接手了',
    '{count:number} hand-overs to you were withdrawn',
  ),
  'handover.reminded': of(
    'hand-overs',
    'normal',
    '「{opportunity}」的交接等您答复[，{due:time} 到期]',
    'The hand-over of “{opportunity}” waits for your answer[ until {due:time}]',
  ),
  'handover.escalated': of(
    'hand-overs',
    'urgent',
    '「{opportunity}」的交接无人答复，由您裁定',
    'Nobody answered the hand-over of “{opportunity}”: you decide',
  ),
  'handover.ruled': of(
    'hand-overs',
    'normal',
    '{by} 裁定了「{opportunity}」的交接[：{text}]',
    '{by} ruled on the hand-over of “{opportunity}”[: {text}]',
  ),
  // splits
  'splits.proposed': of(
    'opportunities',
    'normal',
    '{by} 提议了「{opportunity}」的业绩分成[：您占 {percent}%]，请确认',
    '{by} proposes how “{opportunity}” is split[: {percent}% is yours], if you agree',
  ),
  'splits.disputed': of(
    'opportunities',
    'normal',
    '「{opportunity}」的业绩分成有异议，等待裁定[：{text}]',
    'The split of “{opportunity}” is disputed and waits to be settled[: {text}]',
  ),
  'splits.in-force': of(
    'opportunities',
    'calm',
    '「{opportunity}」的业绩分成已生效[：您占 {percent}%]',
    'The split of “{opportunity}” is agreed[: {percent}% is yours]',
  ),
  'splits.settled': of(
    'opportunities',
    'normal',
    '{by} 裁定了「{opportunity}」的业绩分成[：您占 {percent}%][：{text}]',
    '{by} settled the split of “{opportunity}”[: {percent}% is yours][: {text}]',
  ),
  'splits.withdrawn': of(
    'opportunities',
    'calm',
    '[{by} ]撤回了「{opportunity}」的业绩分成提议',
    'The split proposed for “{opportunity}” was withdrawn[ by {by}]',
  ),
  // opportunities
  'opportunities.received': of(
    'opportunities',
    'normal',
    '您现在负责「{opportunity}」[，由 {by} 交来][：{text}]',
    '“{opportunity}” is yours now[, given by {by}][: {text}]',
  ),
  'opportunities.received-many': of(
    'opportunities',
    'normal',
    '您新负责 {count:number} 个商机[，由 {by} 交来][：{text}]',
    '{count:number} opportunities are yours now[, given by {by}][: {text}]',
  ),
  'opportunities.routed': of(
    'opportunities',
    'normal',
    '「{opportunity}」按分工方案分派给您[：{text}]',
    'The plan gave you “{opportunity}”[: {text}]',
  ),
  'opportunities.routed-many': of(
    'opportunities',
    'normal',
    '{count:number} 个商机按分工方案分派给您[：{text}]',
    'The plan gave you {count:number} opportunities[: {text}]',
  ),
  'opportunities.restored': of(
    'opportunities',
    'normal',
    '[{by} ]从回收站恢复了「{opportunity}」，由您负责',
    '“{opportunity}” came back from the bin[, restored by {by}], and is yours',
  ),
  'opportunities.restored-many': of(
    'opportunities',
    'normal',
    '[{by} ]从回收站恢复了 {count:number} 个商机，由您负责',
    '{count:number} opportunities came back from the bin[, restored by {by}], and are yours',
  ),
  'opportunities.passed-on': of(
    'opportunities',
    'calm',
    '「{opportunity}」现在由 {to} 负责[，{by} 转交][：{text}]',
    '{to} holds “{opportunity}” now[, passed on by {by}][: {text}]',
  ),
  'opportunities.passed-on-many': of(
    'opportunities',
    'calm',
    '[{by} 把]您负责的 {count:number} 个商机转给了他人[（{to}）][：{text}]',
    '{count:number} opportunities of yours are with somebody else now[: {to}][, passed on by {by}][: {text}]',
  ),
  'opportunities.helper': of(
    'opportunities',
    'normal',
    '[{by} 请]您协作「{opportunity}」',
    'You help with “{opportunity}” now[, asked by {by}]',
  ),
  'opportunities.helper-many': of(
    'opportunities',
    'normal',
    '[{by} 请]您协作 {count:number} 个商机',
    'You help with {count:number} opportunities now[, asked by {by}]',
  ),
  'opportunities.merged': of(
    'opportunities',
    'normal',
    '[{by} 把]您负责的商机并入了「{opportunity}」[：{text}]',
    'An opportunity you held was merged into “{opportunity}”[ by {by}][: {text}]',
  ),
  'opportunities.binned': of(
    'opportunities',
    'normal',
    '[{by} 把]您负责的「{opportunity}」移入了回收站[：{text}]',
    '“{opportunity}”, which you held, went to the bin[, by {by}][: {text}]',
  ),
  'opportunities.binned-many': of(
    'opportunities',
    'normal',
    '[{by} 把]您负责的 {count:number} 个商机移入了回收站[：{text}]',
    '{count:number} opportunities you held went to the bin[, by {by}][: {text}]',
  ),
  // accounts
  'accounts.received': of(
    'opportunities',
    'normal',
    '[{by} 把]一个客户交给您负责[：{text}]',
    'An account is yours now[, given by {by}][: {text}]',
  ),
  // opportunities
  'opportunities.mentioned': of(
    'opportunities',
    'normal',
    '{by} 在「{opportunity}」提到了您[：{text}]',
    '{by} named you in “{opportunity}”[: {text}]',
  ),
  // tasks
  'tasks.given': of(
    'tasks',
    'normal',
    '{by} 交给您任务[「{task}」][，{due:day} 前]',
    '{by} gave you a task[: {task}][, due {due:day}]',
  ),
  // approvals
  'approvals.asked': of(
    'approvals',
    'normal',
    '{by} 就「{opportunity}」请您审批[：{label}][（{text}）]',
    '{by} asks for your approval on “{opportunity}”[: {label}][ ({text})]',
  ),
  'approvals.approved': of(
    'approvals',
    'normal',
    '{by} 批准了「{opportunity}」[：{label}]',
    '{by} approved “{opportunity}”[: {label}]',
  ),
  'approvals.refused': of(
    'approvals',
    'normal',
    '{by} 未批准「{opportunity}」[：{text}]',
    '{by} did not approve “{opportunity}”[: {text}]',
  ),
  // contests
  'contests.filed': of(
    'approvals',
    'normal',
    '{by} 对「{opportunity}」的分派提出异议，由您裁定[：{text}]',
    '{by} contests who got “{opportunity}”: you decide[: {text}]',
  ),
  'contests.escalated': of(
    'approvals',
    'urgent',
    '对「{opportunity}」的异议无人裁定，由您裁定',
    'Nobody ruled on the contest of “{opportunity}”: you decide',
  ),
  'contests.ruled': of(
    'approvals',
    'normal',
    '{by} 裁定了您对「{opportunity}」的异议[：{text}]',
    '{by} ruled on your contest of “{opportunity}”[: {text}]',
  ),
  // absences
  'absences.duty-begins': of(
    'people',
    'normal',
    '{person} 不在[，至 {until:time}]，由您代理',
    'You stand in for {person}[ until {until:time}]',
  ),
  'absences.duty-ends': of(
    'people',
    'calm',
    '{person} 回来了，您的代理结束',
    '{person} is back: you stand in no more',
  ),
  'absences.duty-named': of(
    'people',
    'normal',
    '{person} 将不在（{from:time} 至 {until:time}），由您代理',
    '{person} is away from {from:time} until {until:time}: you stand in',
  ),
  'absences.duty-cancelled': of(
    'people',
    'calm',
    '您不用为 {person} 代理了（{from:time} 至 {until:time}）',
    'You need not stand in for {person} any more ({from:time} until {until:time})',
  ),
  'absences.recorded': of(
    'people',
    'normal',
    '{by} 为您登记了不在的时间：{from:time} 至 {until:time}，由 {deputy} 代理',
    '{by} recorded that you are away from {from:time} until {until:time}; {deputy} stands in',
  ),
  'absences.cancelled': of(
    'people',
    'normal',
    '{by} 取消了您 {from:time} 至 {until:time} 的休假登记',
    '{by} took back your absence from {from:time} until {until:time}',
  ),
  // succession
  'succession.received-many': of(
    'people',
    'normal',
    '{count:number} 个商机因人员变动归您负责',
    '{count:number} opportunities came to you as people changed',
  ),
  'succession.received-records': of(
    'people',
    'normal',
    '有人员变动：{accounts:number} 个客户、{contacts:number} 个联系人、{tasks:number} 个任务归您负责',
    'People changed: {accounts:number} accounts, {contacts:number} contacts and {tasks:number} tasks are yours now',
  ),
  'succession.failed': of(
    'people',
    'urgent',
    '“{name}”到时未能执行，请处理',
    '“{name}” could not be carried out at its time: please see why',
  ),
  // reviews
  'reviews.opened': of(
    'tasks',
    'normal',
    '[{by} ]请您主持「{opportunity}」的复盘[，{due:day} 前]',
    'You hold the review of “{opportunity}”[, opened by {by}][, due {due:day}]',
  ),
  'reviews.asked': of(
    'tasks',
    'normal',
    '{by} 提出了「{opportunity}」的输单原因：请您这一方表态',
    '{by} proposes why “{opportunity}” was lost: do you agree for your side?',
  ),
  'reviews.disputed': of(
    'tasks',
    'normal',
    '「{opportunity}」的输单原因双方看法不同[（{by}）]',
    'The sides do not agree why “{opportunity}” was lost[ ({by})]',
  ),
  'reviews.ended': of(
    'tasks',
    'calm',
    '「{opportunity}」的复盘有了结论',
    'The review of “{opportunity}” has ended',
  ),
  'reviews.escalated': of(
    'tasks',
    'urgent',
    '「{opportunity}」的复盘逾期，现在由您主持',
    'The review of “{opportunity}” is overdue and is yours now',
  ),
  'reviews.went-up': of(
    'tasks',
    'normal',
    '「{opportunity}」的复盘逾期，已上报',
    'The review of “{opportunity}” was overdue and went up the line',
  ),
  // scoring
  'scoring.figures': of(
    'people',
    'calm',
    '您可以看到自己的赢单数据了；您的上级从 {from:time} 起可见',
    'Your own figures are there to see; your manager sees them from {from:time}',
  ),
  // plan
  'plan.published': of(
    'plan',
    'calm',
    '与您有关的分工方案有了新版本[（第 {number:number} 版）]',
    'The plan of who does what has changed where you work[ (version {number:number})]',
  ),
  'plan.proposed': of(
    'plan',
    'normal',
    '{by} 提议了分工方案「{name}」[:{note}]',
    '{by} proposes a plan: {name}[. {note}]',
  ),
  'plan.switched-on': of(
    'plan',
    'normal',
    '{by} 为{department}调整了公海与时限[（方案第 {number:number} 版）]',
    '{by} set pools and deadlines for {department}[ (version {number:number} of the plan)]',
  ),
  'plan.schedule-failed': of(
    'plan',
    'urgent',
    '分工方案未能按时发布[：{text}]',
    'A scheduled plan could not be published[: {text}]',
  ),
  // imports
  'imports.received-many': of(
    'opportunities',
    'normal',
    '[{by} ]导入了 {count:number} 个由您负责的商机',
    '{count:number} opportunities of yours were imported[ by {by}]',
  ),
} satisfies Record<string, KindOfNotice>
