export const zh = {
  'today.held': '您现在负责 {count} 个商机',
  'today.empty': '今天没有到期的事',
  'today.empty-hint': '都在掌握之中。可以看看商机，安排下一步。',
  'today.nothing-held': '您还没有负责的商机。新建一个，或导入现有的表格。',
  'today.see-opportunities': '看商机',
  'today.import': '导入',
  'today.hand-overs': '等您答复的交接（{count}）',
  'today.due': '到期与将到期（{count}）',
  'today.more': '还有更多，先处理这些。',
  'today.due-first-contact': '首次联系',
  'today.due-next-step': '下一步',
  'today.due-follow-up': '该跟进了',
}
