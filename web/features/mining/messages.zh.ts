export const zh = {
  'refusal.mining.unknown-mark': '没有“{mark}”这个数字，请从图表上重新点开。',
  'refusal.mining.bad-period': '日期从 {from} 到 {to} 不可用：结束不能早于开始，也不能超过十年。',
}
