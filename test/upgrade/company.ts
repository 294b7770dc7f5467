import { writeFileSync } from 'node:fs'
import { administrator, importFile } from '../../src/app/commands/import.ts'
import { newFilePath, openRun, settled, startUndo } from '../../src/features/imports/actions/runs.ts'
import type { Client } from '../api.ts'
import { type World, wanted } from '../world.ts'

type Row = Record<string, unknown> & { id: string; version: number }
const both = (zh: string, en: string) => ({ zh, en })
const money = (amount: number) => ({ amount: amount.toFixed(2), currency: 'CNY' })

/**
 * A year in the life of 晨光仪器, small and complete: everything the product can keep is kept at least once. Only what every
 * version since 0.1.0 understands is asked, so that an old version can be made to fill the fixture of its schema.
 */
export async function fillCompany(world: World): Promise<void> {
  await ownFields(world)
  const accounts = await customers(world)
  await lives(world, accounts)
  await worked(world)
  await contracts(world)
  await imports(world)
  await newPlan(world)
  await lateOffers(world)
  await leaver(world)
}

/** Fields and an object of the company's own. */
export async function ownFields({ admin }: World): Promise<void> {
  const field = (object: string, body: object) =>
    wanted(admin.post(`/definitions/objects/${object}/fields`, body))
  await field('opportunity', { name: 'budgetYear', label: both('预算年度', 'Budget year'), type: 'number' })
  await field('opportunity', {
    name: 'competitor',
    label: both('竞争对手', 'Competitor'),
    type: 'choice',
    options: { choices: ['海光', '天美'].map((value) => ({ value, label: both(value, value) })) },
  })
  await field('account', {
    name: 'nickName',
    label: both('简称', 'Nick name'),
    type: 'text',
    searchable: true,
  })
  await wanted(
    admin.post('/definitions/objects', {
      name: 'contract',
      plural: 'contracts',
      label: both('合同', 'Contract'),
      pluralLabel: both('合同', 'Contracts'),
    }),
  )
  await field('contract', { name: 'signedOn', label: both('签订日期', 'Signed on'), type: 'date' })
  await field('contract', { name: 'worth', label: both('金额', 'Worth'), type: 'money' })
  await field('contract', { name: 'clause', label: both('条款', 'Clause'), type: 'text', searchable: true })
  await field('contract', {
    name: 'opportunity',
    label: both('商机', 'Opportunity'),
    type: 'reference',
    options: { target: 'opportunity' },
  })
}

async function customers({ admin }: World): Promise<string[]> {
  const ids: string[] = []
  for (const [name, region] of [
    ['复旦大学光谱实验室', '31'],
    ['浙江大学材料学院', '33'],
    ['深圳华星光电', '44'],
    ['苏州纳米所', '32'],
  ] as const) {
    const account = await wanted(admin.post<Row>('/accounts', { name, region, nickName: name.slice(0, 2) }))
    await wanted(
      admin.post('/contacts', { name: `${name.slice(0, 1)}老师`, account: account.id, phone: '13800138000' }),
    )
    ids.push(account.id)
  }
  await wanted(admin.post('/products', { name: '拉曼光谱仪', series: '光谱', listPrice: money(480_000) }))
  await wanted(admin.patch('/accounts/' + ids[3], 1, { parent: ids[0] }))
  return ids
}

/** Opportunities through every stage and outcome; what they are about stands in their titles. */
async function lives(world: World, accounts: readonly string[]): Promise<void> {
  const full = {
    requirement: '需要原位测量',
    amount: money(350_000),
    expectedCloseOn: '2027-03-31',
    source: 'exhibition',
  }
  const roads: [title: string, region: string, stages: string[]][] = [
    ['新线索一号', '310115', []],
    ['新线索二号', '330106', []],
    ['华南线索', '440305', ['screened']],
    ['需求确认中', '310101', ['screened', 'requirement']],
    ['方案阶段', '320505', ['screened', 'requirement', 'solution']],
    ['谈判又退回', '440106', ['screened', 'requirement', 'solution', 'negotiation', 'solution']],
    [
      '赢单交付',
      '310104',
      ['screened', 'requirement', 'solution', 'negotiation', 'won', 'delivery', 'delivered'],
    ],
    ['赢单待交付', '330102', ['screened', 'requirement', 'solution', 'negotiation', 'won', 'delivery']],
    ['赢单', '320102', ['screened', 'requirement', 'solution', 'negotiation', 'won']],
    ['输单', '440303', ['screened', 'lost']],
    ['输单重开', '310110', ['screened', 'requirement', 'lost', 'requirement']],
  ]
  for (const [i, [title, region, stages]] of roads.entries()) {
    const account = accounts[i % accounts.length]
    const id = await world.opportunity(world.admin, {
      title,
      region,
      account,
      ...full,
      budgetYear: 2026 + (i % 2),
      competitor: i % 3 === 0 ? '海光' : null,
    })
    for (const stage of stages) {
      world.api.pass(60 * 30)
      await move(world.admin, id, stage)
    }
  }
  const wrong = await wanted(world.admin.post<Row>('/accounts', { name: '录错了' }))
  await wanted(world.admin.delete(`/accounts/${wrong.id}`, wrong.version))
}

async function move(client: Client, id: string, stage: string): Promise<void> {
  const { version } = await opportunity(client, id)
  await wanted(
    client.ask('PUT', `/opportunities/${id}/stage`, { version, body: { stage, reason: '客户确认' } }),
  )
}

function opportunity(client: Client, id: string): Promise<Row> {
  return wanted(client.get<Row>(`/opportunities/${id}`))
}

async function titled(client: Client, title: string): Promise<Row> {
  const { items } = await wanted(
    client.get<{ items: Row[] }>(
      `/opportunities?filter=${encodeURIComponent(`title == ${JSON.stringify(title)}`)}`,
    ),
  )
  if (!items[0]) throw new Error(`no opportunity ${title}`)
  return items[0]
}

/** Follow-ups, tasks, participants, a view, a key, passes by hand, and offers of every end. */
async function worked(world: World): Promise<void> {
  const { admin, people } = world
  const one = await titled(admin, '方案阶段')
  const happenedAt = world.api.now()
  for (const kind of ['call', 'visit'])
    await wanted(
      admin.post('/follow-ups', {
        opportunity: one.id,
        kind,
        happenedAt,
        content: '谈了样品测试',
        nextStep: '寄样品',
        nextStepOn: '2026-12-20',
      }),
    )
  const task = await wanted(
    admin.post<Row>('/tasks', { opportunity: one.id, title: '准备报价', dueOn: '2026-12-24' }),
  )
  await wanted(admin.post('/tasks', { title: '年终总结', dueOn: '2026-12-31' }))
  await wanted(admin.patch(`/tasks/${task.id}`, task.version, { doneAt: happenedAt }))
  await wanted(admin.put(`/opportunities/${one.id}/participants/${people.support}`, { letter: 'C' }))
  await wanted(
    admin.post('/views', { object: 'opportunity', name: '华东在谈', layout: 'board', filter: 'isOpen' }),
  )
  await wanted(admin.post('/api-keys', { name: '报表' }))
  await wanted(
    admin.ask('PUT', `/opportunities/${one.id}/holding`, {
      version: (await opportunity(admin, one.id)).version,
      body: { person: people.zhejiang, reason: '区域调整' },
    }),
  )
  await wanted(
    admin.ask('POST', '/opportunities', {
      body: { title: '带幂等键' },
      headers: { 'idempotency-key': '11111111-2222-4333-8444-555555555555' },
    }),
  )
  await offer(world, '需求确认中', 'support', 'solution', 'accept')
  await offer(world, '新线索一号', 'guangdong', undefined, 'decline')
  await offer(world, '新线索二号', 'shanghai', undefined, 'withdraw')
}

/** Offers that nobody has answered yet. */
async function lateOffers(world: World): Promise<void> {
  await offer(world, '华南线索', 'shenzhen', undefined, undefined)
  await offer(world, '赢单待交付', 'success', undefined, undefined)
}

async function offer(
  world: World,
  title: string,
  to: 'support' | 'guangdong' | 'shanghai' | 'shenzhen' | 'success',
  toStage: string | undefined,
  end: 'accept' | 'decline' | 'withdraw' | undefined,
): Promise<void> {
  const { id, holder } = await titled(world.admin, title)
  const holderId = typeof holder === 'string' ? holder : (holder as { id: string }).id
  const giver = await world.api.as(holderId)
  const receiver = holderId === world.people[to] ? world.people.zhejiang : world.people[to]
  const packet = { needs: '原位测量', nextStep: '拜访', nextStepOn: '2027-01-10', budget: '三十五万' }
  const offered = await wanted(
    giver.post<Row>(`/opportunities/${id}/hand-overs`, {
      to: receiver,
      ...(toStage ? { toStage } : {}),
      packet,
    }),
  )
  if (end === 'withdraw') await wanted(giver.delete(`/hand-overs/${offered.id}`, offered.version))
  else if (end)
    await wanted(
      (await world.api.as(receiver)).ask('PUT', `/hand-overs/${offered.id}/answer`, {
        version: offered.version,
        body: end === 'accept' ? { answer: 'accept' } : { answer: 'decline', reason: '不在我的区域' },
      }),
    )
}

async function contracts({ admin }: World): Promise<void> {
  const { id } = await titled(admin, '赢单')
  for (const [name, clause] of [
    ['供货合同', '三年保修'],
    ['服务合同', '年度校准'],
    ['框架合同', '阶梯价格'],
  ])
    await wanted(
      admin.post('/contracts', {
        name,
        clause,
        worth: money(120_000),
        signedOn: '2026-12-01',
        opportunity: id,
      }),
    )
}

/** One import that stays, one that was taken back, one that was only looked at. */
async function imports(world: World): Promise<void> {
  const context = await administrator(world.api.application)
  const file = async (text: string) => {
    const path = await newFilePath()
    writeFileSync(path, text)
    return path
  }
  const table = (prefix: string) =>
    `商机名称,外部编号,阶段\n${[1, 2, 3].map((i) => `${prefix}导入${i},${prefix}-${i},线索`).join('\n')}\n`
  const stays = await importFile(context, { file: await file(table('A')), object: 'opportunity' })
  const back = await importFile(context, { file: await file(table('B')), object: 'opportunity' })
  if (stays.state !== 'done' || back.state !== 'done')
    throw new Error(
      `imports: ${JSON.stringify([stays, back].map((run) => [run.state, run.questions, run.message]))}`,
    )
  await startUndo(context, back.id)
  await settled(back.id)
  await openRun(context, 'account', 'later.csv', await file('客户名称\n未来公司\n'))
}

/** A second version of the plan: running opportunities moved to it with their holdings. */
async function newPlan({ admin }: World): Promise<void> {
  const plan = await wanted(
    admin.get<{
      id: string
      keeper: { id: string }
      stages: Record<string, unknown>[]
      rules: Record<string, unknown>[]
    }>('/plan'),
  )
  const rules = plan.rules.map(({ id: _id, position: _position, ...rule }) => rule)
  const stages = plan.stages.map(
    ({ id: _id, position: _position, accountable: _accountable, ...stage }) => stage,
  )
  await wanted(admin.post('/plan/versions', { basedOn: plan.id, keeper: plan.keeper.id, rules, stages }))
}

/** 吴霞 passes everything on and leaves. */
async function leaver({ admin, people }: World): Promise<void> {
  const person = people.shenzhen
  const { items } = await wanted(
    admin.get<{ items: Row[] }>(
      `/opportunities?limit=200&filter=${encodeURIComponent(`isOpen && holder == ${JSON.stringify(person)}`)}`,
    ),
  )
  const ids = items.map(({ id }) => id)
  if (ids.length > 0)
    await wanted(admin.post('/opportunities/passing', { ids, person: people.guangdong, reason: '离职交接' }))
  await wanted(admin.ask('PUT', `/organisation/people/${person}/deactivation`, { version: 1, body: {} }))
}
