export const zh = {
  'refusal.proposals.not-found': '没有这条建议，或您无权查看。',
  'refusal.proposals.stale': '您查看之后它已有变化，请重新查看。',
  'refusal.proposals.wrong-state': '这条建议目前的状态不能这样处理。',
  'refusal.proposals.does-not-apply': '方案已有变化：这条建议涉及的内容已经不在了。',
  'refusal.proposals.not-in-stages':
    '只有新增或修改分派规则才能按比例试行。请全量发布，或把其余改动移出草稿。',
  'refusal.proposals.nothing-to-publish': '这要靠人来做，方案里没有可发布的内容。',
  'refusal.proposals.bad-day': '建议最长可搁置 {most} 天，从今天算起。',
  'refusal.proposals.no-report': '它还没有发布，没有可以对照的结果。',
}
