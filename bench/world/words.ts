import type { Chance } from './random.ts'

const CITIES =
  '北京 上海 广州 深圳 杭州 南京 苏州 成都 重庆 武汉 西安 天津 青岛 大连 厦门 宁波 长沙 郑州 沈阳 济南 合肥 福州 昆明 南昌 无锡 佛山 东莞 石家庄 哈尔滨 长春 太原 贵阳 南宁 海口 兰州 银川 西宁 乌鲁木齐 呼和浩特 拉萨'.split(
    ' ',
  )
const NAMES =
  '华信 中科 联创 天元 博远 恒达 瑞丰 新锐 金桥 宏图 东方 盛世 海纳 远景 智云 鼎新 永安 万通 嘉禾 同方 蓝天 星辰 启明 银河 长城 龙腾 凯旋 德信 祥云 正大 光华 明珠 泰和 锦程 安捷 佳讯 力诺 晨光 双汇 三一 中兴 国瑞 百川 千里 九州 八方 四海 七彩 六合 五洲'.split(
    ' ',
  )
const TRADES =
  '科技 电子 机械 医药 物流 能源 建材 食品 化工 软件 通信 汽车 环保 教育 金融 传媒 服饰 家居 农业 旅游'.split(
    ' ',
  )
const FORMS = '有限公司 股份有限公司 集团 有限责任公司'.split(' ')
const ENGLISH =
  'Acme Globex Initech Umbrella Stark Wayne Hooli Vandelay Wonka Soylent Cyberdyne Aperture Tyrell Massive Gringotts Oceanic Pied Sterling Duff Krusty Zephyr Nakatomi Bluth Dunder Prestige Monarch Virtucon Rekall Weyland Yoyodyne'.split(
    ' ',
  )
const ENGLISH_FORMS = 'Ltd Inc GmbH Corp Holdings Group Pty LLC'.split(' ')
const NEEDS =
  '智能制造升级 数据中心扩容 办公自动化 供应链协同 仓储管理 客户服务平台 移动应用开发 网络安全加固 云迁移 生产线改造 设备维护合同 年度框架采购 视频监控 能耗管理 财务共享 人力资源系统 电子商务 质量追溯 物联网平台 培训服务'.split(
    ' ',
  )
const ENGLISH_NEEDS =
  'ERP rollout|Data centre expansion|Support renewal|Warehouse scanners|Security audit|Cloud migration|Fleet tracking|Spare parts frame|Pilot line|Training days'.split(
    '|',
  )
const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲鹏辉宇浩欣怡子涵雨桐思远晨曦梓豪佳琪'
const ENGLISH_PEOPLE =
  'Anna Boris Clara David Elena Frank Grace Henry Irene Jack Karen Leo Maria Nick Olga Paul Rosa Sam Tina Victor'.split(
    ' ',
  )
const SENTENCES = [
  '客户希望在本季度内完成选型',
  '需要与现有系统对接',
  '预算已经批准，等待技术评审',
  '竞争对手已报价',
  '关键联系人下周出差',
  'Waiting for the budget round',
  'Wants a reference visit first',
  'Price is the sticking point',
  '希望先做试点再推广',
  '对交付周期有疑问',
]
/** Provinces of China by population, first digits of GB/T 2260. */
const REGIONS =
  '440000 370000 410000 320000 510000 130000 430000 330000 340000 420000 450000 530000 360000 210000 350000 610000 310000 110000 500000 120000'.split(
    ' ',
  )

export function accountName(chance: Chance, n: number): string {
  if (chance.yes(0.2))
    return `${chance.pick(ENGLISH)} ${chance.pick(ENGLISH)} ${chance.pick(ENGLISH_FORMS)} ${n}`
  return `${chance.pick(CITIES)}${chance.pick(NAMES)}${chance.pick(NAMES)}${chance.pick(TRADES)}${chance.pick(FORMS)}${chance.yes(0.3) ? `第${n}分公司` : ''}`
}

export function need(chance: Chance): string {
  return chance.yes(0.8) ? chance.pick(NEEDS) : chance.pick(ENGLISH_NEEDS)
}

export function personName(chance: Chance): string {
  if (chance.yes(0.15)) return `${chance.pick(ENGLISH_PEOPLE)} ${chance.pick(ENGLISH)}`
  return (
    chance.pick([...SURNAMES]) + chance.pick([...GIVEN]) + (chance.yes(0.7) ? chance.pick([...GIVEN]) : '')
  )
}

export function phone(chance: Chance): string {
  return `1${chance.pick(['38', '39', '50', '86', '77'])}${String(chance.below(100_000_000)).padStart(8, '0')}`
}

export function sentence(chance: Chance): string {
  return chance.pick(SENTENCES)
}

/** A district's code: its province by population, then anything. */
export function region(chance: Chance): string {
  const province = REGIONS[chance.skewed(REGIONS.length)] as string
  return province.slice(0, 2) + String(1 + chance.below(12)).padStart(2, '0') + '00'
}

export const provinces: readonly string[] = REGIONS
