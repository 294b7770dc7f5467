export const zh = {
  'refusal.causes.bad-period': '时间段的结束日期不能早于开始日期，且最长 {most} 天。',
}
