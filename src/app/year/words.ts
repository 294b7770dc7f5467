import type { Draw } from './draw.ts'

const CITIES = '上海 南京 杭州 苏州 广州 深圳 厦门 北京 济南 青岛 成都 西安 宁波 佛山 无锡 福州'.split(' ')
const FIRST =
  '华信 中科 联创 天元 博远 恒达 瑞丰 新锐 金桥 宏图 东方 海纳 远景 智云 鼎新 永安 万通 嘉禾'.split(' ')
const SECOND =
  '同方 蓝天 星辰 启明 银河 长城 凯旋 德信 祥云 正大 光华 明珠 泰和 锦程 安捷 力诺 晨光 百川'.split(' ')
const TRADES = '科技 电子 机械 医药 物流 能源 建材 食品 化工 软件 汽车 环保'.split(' ')
const NEEDS =
  '智能制造升级 数据中心扩容 供应链协同 仓储管理 客户服务平台 网络安全加固 云迁移 生产线改造 设备维护合同 年度框架采购 视频监控 能耗管理 质量追溯 物联网平台 预测性维护 巡检自动化'.split(
    ' ',
  )
const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲鹏辉宇浩欣怡子涵雨桐思远晨曦梓豪佳琪'
const DONE = [
  '电话沟通了需求和时间表',
  '拜访客户，见到了技术负责人',
  '发送了资料，约好下次沟通',
  '确认了预算范围',
  '回答了客户对接口的疑问',
  '和客户过了一遍清单',
  '客户内部还在讨论，约下周再谈',
  '演示了同行业案例',
]
const STEPS = ['约技术交流', '发送报价', '确认决策人', '安排演示', '催合同意见', '回访']
const REASONS = ['价格', '竞争对手', '预算取消', '没有回应', '需求变化']

export function accountName(draw: Draw, n: number): string {
  const name = draw.pick(CITIES) + draw.pick(FIRST) + draw.pick(SECOND) + draw.pick(TRADES)
  return `${name}${n % 3 === 0 ? '股份' : ''}有限公司`
}

export function personName(draw: Draw): string {
  return draw.pick([...SURNAMES]) + draw.pick([...GIVEN]) + (draw.yes(0.7) ? draw.pick([...GIVEN]) : '')
}

export function phone(draw: Draw): string {
  return `1${draw.pick(['38', '39', '50', '86', '77'])}${String(draw.below(100_000_000)).padStart(8, '0')}`
}

export const need = (draw: Draw) => draw.pick(NEEDS)
export const contactSaid = (draw: Draw) => draw.pick(DONE)
export const nextStep = (draw: Draw) => draw.pick(STEPS)
export const lossReason = (draw: Draw) => draw.pick(REASONS)
