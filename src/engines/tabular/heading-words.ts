/** Headings people write for a field, Chinese and English, per object and field name. Compared by `headingKey`. */
type Words = Readonly<Record<string, string>>

const IDS =
  'id|编号|外部编号|记录id|record id|external id|external key|唯一标识|crm id|编码|code|序列号|单号|key'
const PHONES =
  '电话|手机|手机号|手机号码|联系电话|电话号码|座机|固话|固定电话|移动电话|phone|phone number|mobile|mobile phone|cell|cell phone|telephone|tel|work phone|contact number'
const EMAILS = '邮箱|电子邮箱|邮件|电子邮件|邮箱地址|email|e-mail|mail|email address|work email'
const CREATED =
  '创建时间|创建日期|建立时间|录入时间|录入日期|登记日期|created|created at|created date|created on|create date|date created|creation date|date added|入库时间|添加时间'
const HOLDERS =
  '负责人|责任人|商机负责人|跟进人|跟单人|销售|销售员|销售人员|销售代表|业务员|业务人员|业务代表|客户经理|销售经理|所有人|归属人|拥有者|当前负责人|经办人|对接销售|holder|owner|opportunity owner|deal owner|lead owner|record owner|sales|sales agent|sales_agent|sales rep|salesperson|sales person|sales representative|rep|account executive|ae|agent|assigned to|assignee|responsible|responsible person|account manager'
const SOURCES =
  '来源|线索来源|商机来源|客户来源|渠道|来源渠道|获客渠道|推广渠道|source|lead source|deal source|original source|channel|campaign|utm source|origin'
const ACCOUNTS =
  '客户|客户名称|公司|公司名称|企业|企业名称|单位|单位名称|客户公司|关联客户|所属客户|客户单位|甲方|account|account name|customer|customer name|client|client name|company|company name|organization|organisation|organization name|associated company'
const CURRENCIES = '币种|货币|币别|结算币种|货币类型|currency|currency code|deal currency|currency iso code'

const RECORD: Words = {
  externalKey: IDS,
  createdAt: CREATED,
  createdBy: '创建人|录入人|登记人|created by|creator|author',
  updatedAt:
    '更新时间|修改时间|最后修改时间|最近更新|updated at|last modified|last modified date|modified date|modified on',
  note: '备注|说明|描述|详情|附注|remark|remarks|note|notes|description|comment|comments|memo',
  region:
    '区域|地区|所在地|所在地区|省份|省|城市|市|省市|省/市|省市区|省市县|行政区划|所属区域|大区|region|province|state|city|area|territory|district|location',
  phone: PHONES,
  email: EMAILS,
  website: '网站|网址|官网|公司网址|主页|website|web|url|homepage|domain|company domain',
}

const OPPORTUNITY: Words = {
  ...RECORD,
  externalKey: `${IDS}|opportunity id|opportunity_id|opp id|deal id|商机编号|商机id|线索编号|线索id|项目编号|订单编号|合同编号|opportunity number|deal number`,
  number: '系统编号|baton number',
  title:
    '商机名称|商机|商机标题|项目名称|项目|线索名称|线索标题|机会名称|销售机会|标题|主题|名称|title|name|subject|opportunity|opportunity name|opportunity title|deal|deal name|deal title|project|project name|lead name|topic',
  holder: HOLDERS,
  stage:
    '阶段|节点|商机阶段|销售阶段|当前阶段|所处阶段|跟进阶段|项目阶段|线索阶段|跟进状态|商机状态|线索状态|状态|进度|stage|stage name|deal stage|deal_stage|sales stage|opportunity stage|pipeline stage|status|lead status|deal status|phase name|step',
  outcome: '结果|赢单状态|成交结果|是否成交|输赢|outcome|result|won lost|won/lost|is won|win loss',
  outcomeReason:
    '输单原因|丢单原因|失败原因|战败原因|流失原因|赢单原因|输赢原因|关闭原因|lost reason|loss reason|closed lost reason|reason|win reason|outcome reason|closed won reason',
  type: '类型|商机类型|业务类型|客户类型|机会类型|项目类型|type|opportunity type|deal type|record type|category',
  account: ACCOUNTS,
  contact: '联系人|关联联系人|主要联系人|contact|primary contact|associated contact|contact person',
  contactName:
    '联系人姓名|客户联系人|对接人|姓名|客户姓名|contact name|full name|lead contact|first name|last name',
  contactPhone: `联系人电话|联系人手机|客户电话|contact phone|${PHONES}`,
  contactEmail: `联系人邮箱|联系邮箱|contact email|${EMAILS}`,
  companyName: '线索公司|潜在客户公司|lead company|prospect company|raw company',
  product:
    '产品|产品名称|产品型号|意向产品|购买产品|产品线|商品|商品名称|服务|product|product name|product interest|item|sku|solution|product line',
  amount:
    '金额|商机金额|预计金额|预计成交金额|预计销售金额|预估金额|合同金额|成交金额|销售金额|项目金额|订单金额|价值|预算|总金额|报价|报价金额|amount|deal amount|deal value|value|opportunity amount|close value|close_value|expected revenue|estimated value|est. revenue|contract value|total value|acv|tcv|revenue|deal size|budget|price',
  currency: CURRENCIES,
  expectedCloseOn:
    '预计成交日期|预计成交时间|预计签约日期|预计签单日期|预计签约时间|预计结单日期|预计关闭日期|预计完成日期|预计成单日期|预计赢单日期|预计日期|expected close|expected close date|expected closing|est. close date|estimated close date|target date|target close date|expected_close_date|forecast date|due date',
  closedAt:
    '成交日期|成交时间|签约日期|签单日期|签约时间|结单日期|关闭日期|关闭时间|赢单日期|赢单时间|完成日期|实际成交日期|合同日期|close date|close_date|closed date|closed at|closing date|won date|won time|date closed|actual close date',
  openedAt: `${CREATED}|开始时间|开始日期|立项日期|立项时间|获取时间|线索时间|进线时间|engage date|engage_date|start date|open date|opened|opened at|opened on|lead date|first contact date`,
  stageSince:
    '进入节点时间|进入阶段时间|阶段开始时间|阶段更新时间|阶段变更时间|stage since|in stage since|stage date|stage start|stage entered|last stage change date|stage changed',
  heldSince:
    '持有开始|分配时间|分配日期|领取时间|领取日期|接手时间|held since|assigned at|assigned date|assignment date|owner since|claimed at',
  source: SOURCES,
  requirement:
    '需求|客户需求|需求描述|需求说明|需求内容|项目需求|痛点|requirement|requirements|need|needs|customer need|pain points',
  probability:
    '赢率|概率|成交概率|可能性|成功率|成单概率|probability|probability (%)|win probability|win rate|likelihood|chance',
  nextStep:
    '下一步|下一步计划|下步计划|后续计划|待办|跟进计划|next step|next steps|next action|next activity|todo',
  nextStepOn:
    '下一步日期|下次跟进时间|下次跟进日期|下次联系时间|下次回访|计划跟进时间|next step date|next step on|next contact date|next follow up|next follow-up|follow up date|next activity date',
  lastFollowUpAt:
    '最近跟进|最近跟进时间|最后跟进时间|最后跟进日期|上次跟进|上次联系时间|最近联系时间|last follow up|last follow-up|last contacted|last contact date|last activity|last activity date|last touch',
  department:
    '部门|所属部门|归属部门|负责部门|团队|销售团队|department|team|sales team|office|regional office|business unit',
}

const ACCOUNT: Words = {
  ...RECORD,
  name: '名称|客户名称|客户|公司|公司名称|企业名称|企业|单位|单位名称|全称|公司全称|客户全称|name|account|account name|customer|customer name|client|company|company name|organization|organization name|legal name',
  externalKey: `${IDS}|客户编号|客户编码|客户id|账户编号|account id|account number|customer id|company id|统一社会信用代码|信用代码|税号|tax id|vat number`,
  holder: HOLDERS,
  parent:
    '上级客户|上级公司|母公司|集团|所属集团|总公司|parent|parent account|parent company|subsidiary of|subsidiary_of|group',
  industry: '行业|所属行业|客户行业|行业类别|行业分类|industry|sector|vertical|segment|business type',
  location:
    '地址|公司地址|详细地址|办公地址|注册地址|通讯地址|总部|国家|location|office location|office_location|address|street|billing address|headquarters|hq|country|country region',
  employees:
    '员工数|员工人数|人数|人员规模|公司规模|企业规模|规模|员工规模|employees|number of employees|employee count|headcount|company size|size',
  annualRevenue:
    '年收入|年营收|营业额|年营业额|年销售额|营业收入|营收|年产值|revenue|annual revenue|turnover|yearly revenue|sales volume',
  foundedYear:
    '成立年份|成立时间|成立日期|创立年份|注册年份|建立年份|year established|year_established|founded|founded year|year founded|established',
  level: '级别|客户级别|客户等级|等级|level|tier|rating|grade',
  source: SOURCES,
}

const CONTACT: Words = {
  ...RECORD,
  name: '姓名|名字|联系人|联系人姓名|客户姓名|称呼|name|full name|contact|contact name|person|first name',
  account: ACCOUNTS,
  holder: HOLDERS,
  title: '职务|职位|头衔|岗位|职称|title|job title|position|designation',
  role: '角色|决策角色|采购角色|role|buying role|decision role|contact role',
  wechat: '微信|微信号|wechat|wechat id|weixin',
  department: '部门|所在部门|department',
}

const PERSON: Words = {
  ...RECORD,
  name: '姓名|名字|员工姓名|员工|销售|销售员|销售人员|业务员|成员|用户名|name|full name|person|employee|user|sales agent|sales_agent|sales rep|salesperson|agent|rep|member|display name',
  manager:
    '上级|直属上级|主管|经理|直接主管|汇报对象|上级主管|领导|直属领导|manager|reports to|supervisor|team lead|line manager|sales manager',
  department:
    '部门|所属部门|团队|大区|区域|办事处|分公司|department|team|office|regional office|regional_office|region|branch|business unit|division',
  functions: '职能|岗位|角色|function|functions|role|job function|job title',
  skills: '技能|擅长|专长|skill|skills|expertise|competence',
  territories: '负责区域|管辖区域|销售区域|辖区|territory|territories|coverage',
  language: '语言|language|locale',
}

const PRODUCT: Words = {
  ...RECORD,
  name: '产品|产品名称|名称|商品|商品名称|型号|产品型号|name|product|product name|item|model',
  series:
    '系列|产品系列|产品线|类别|产品类别|分类|series|product series|family|product family|line|product line|category|group',
  listPrice:
    '价格|单价|标价|定价|建议零售价|目录价|售价|标准价格|price|list price|sales price|sales_price|unit price|msrp|suggested retail price|standard price',
  currency: CURRENCIES,
}

const OBJECTS: Readonly<Record<string, Words>> = {
  opportunity: OPPORTUNITY,
  account: ACCOUNT,
  contact: CONTACT,
  person: PERSON,
  product: PRODUCT,
}

/**
 * The headings known for a field, in no order; empty where none are. Without an object (or with a custom one)
 * the field name is looked up in every object.
 */
export function knownHeadings(field: string, object?: string): string[] {
  const chosen = object === undefined ? undefined : OBJECTS[object]
  const sources = chosen ? [chosen] : Object.values(OBJECTS)
  return [...new Set(sources.flatMap((words) => words[field]?.split('|') ?? []))]
}
