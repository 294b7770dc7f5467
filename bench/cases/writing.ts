import { type Figure, inTurns } from '../measure.ts'
import { good } from '../serving.ts'
import type { Stand } from '../stand.ts'

/** Creating and moving over HTTP against the bare rows they write, in one transaction through the same driver. */
export async function writing(at: Stand): Promise<Figure[]> {
  const [account] = await at.owner<{ id: string }[]>`select id from account limit 1`
  const body = (i: number) => ({
    title: `${'北京华信科技'} · 数据中心扩容 ${i}`,
    account: account?.id,
    source: 'website',
    contactPhone: '13812345678',
    amount: { amount: '120000.00', currency: 'CNY' },
  })
  const create = async (i: number) =>
    good<{ id: string; version: number }>(await at.people.admin('POST', '/opportunities', body(i)))
  const made = await inTurns(create, bareCreate(at), 200)

  const [spare] = await at.owner<{ id: string; version: number }[]>`
    select o.id, o.version from opportunity o join stage s on s.id = o.stage_id where o.is_open and s.key = 'lead' and o.source is not null limit 1`
  const state = { version: spare?.version ?? 0, stage: 'lead' }
  const move = async () => {
    const to = state.stage === 'lead' ? { stage: 'screened' } : { stage: 'lead', reason: 'bench' }
    const answer = good<{ version: number }>(
      await at.people.admin('PUT', `/opportunities/${spare?.id}/stage`, to, {
        'if-match': `"${state.version}"`,
      }),
    )
    Object.assign(state, { version: answer.version, stage: to.stage })
  }
  const moved = await inTurns(move, await bareMove(at), 200)
  return [
    {
      name: 'create over HTTP, routed by the plan',
      value: made.a / made.b,
      unit: 'x',
      atMost: 3,
      note: `${made.a.toFixed(2)} ms against ${made.b.toFixed(2)} ms of the bare rows`,
    },
    {
      name: 'stage move over HTTP',
      value: moved.a / moved.b,
      unit: 'x',
      atMost: 3,
      note: `${moved.a.toFixed(2)} ms against ${moved.b.toFixed(2)} ms of the bare rows`,
    },
  ]
}

/** The rows of the last opportunity created, copied under new ids: opportunity, decision, holding, journal. As owner, triggers live. */
function bareCreate(at: Stand) {
  return async () => {
    await at.owner.begin(async (tx) => {
      await tx`select set_config('baton.road', 'open', true)`
      const [row] = await tx<{ id: string; decision: string }[]>`select uuidv7() as id, uuidv7() as decision`
      if (!row) throw new Error('no id')
      await tx`insert into decision (id, opportunity_id, plan_version_id, rule_id, via, person_id, draw, input, outcome, actor_id, made_at)
        select ${row.decision}, ${row.id}, plan_version_id, rule_id, via, person_id, draw, input, outcome, actor_id, now()
        from decision where opportunity_id = (select id from opportunity where number = (select max(number) from opportunity)) limit 1`
      await tx`insert into opportunity (id, title, type, source, contact_phone, account_id, amount, amount_currency, plan_version_id, stage_id, phase,
          stage_since, holder_id, held_since, furthest, open_during, opened_at, search, search_grams)
        select ${row.id}, o.title, o.type, o.source, o.contact_phone, o.account_id, o.amount, o.amount_currency, o.plan_version_id, o.stage_id,
          o.phase, now(), o.holder_id, now(), o.furthest, tstzrange(now(), null), now(), o.search, o.search_grams
        from opportunity o where o.number = (select max(number) from opportunity)`
      await tx`insert into holding (opportunity_id, during, person_id, stage_id, because, decision_id)
        select o.id, o.open_during, o.holder_id, o.stage_id, 'routed', ${row.decision} from opportunity o where o.id = ${row.id}`
      await tx`insert into event (at, kind, object, record_id, opportunity_id, actor_kind, after)
        select now(), 'opportunity.created', 'opportunity', o.id, o.id, 'system', jsonb_build_object('title', o.title, 'amount', o.amount)
        from opportunity o where o.id = ${row.id}`
    })
  }
}

/** One opportunity moved back and forth by hand: the open tile closed, a new one, the record, the journal. */
async function bareMove(at: Stand) {
  const [spare] = await at.owner<{ id: string }[]>`
    select o.id from opportunity o join stage s on s.id = o.stage_id where o.is_open and s.key = 'lead' order by o.id desc limit 1`
  const stages = await at.owner<{ id: string }[]>`
    select s.id from stage s join opportunity o on o.plan_version_id = s.plan_version_id and o.id = ${spare?.id ?? ''} where s.key in ('lead', 'screened')`
  return async (i: number) => {
    const stage = stages[i % 2]?.id ?? ''
    await at.owner.begin(async (tx) => {
      await tx`select set_config('baton.road', 'open', true)`
      await tx`update holding set during = tstzrange(lower(during), clock_timestamp()) where opportunity_id = ${spare?.id ?? ''} and upper_inf(during)`
      await tx`update opportunity set stage_id = ${stage}, stage_since = clock_timestamp(), version = version + 1, updated_at = now() where id = ${spare?.id ?? ''}`
      await tx`insert into holding (opportunity_id, during, person_id, stage_id, because)
        select o.id, tstzrange((select max(upper(during)) from holding h where h.opportunity_id = o.id), null), o.holder_id, o.stage_id, 'stage'
        from opportunity o where o.id = ${spare?.id ?? ''}`
      await tx`insert into event (at, kind, object, record_id, opportunity_id, actor_kind, before, after, cause)
        values (now(), 'opportunity.moved', 'opportunity', ${spare?.id ?? ''}, ${spare?.id ?? ''}, 'system', '{"stage": "a"}', '{"stage": "b"}', '{"because": "stage"}')`
    })
  }
}
