import { useQuery } from '@tanstack/react-query'
import { Radio, Select, Switch } from 'antd'
import {
  DAY_UNITS,
  type PlanVersion,
  type Recycling,
  USUAL_RECYCLING,
} from '../../../src/features/plan/contract.ts'
import type { PoolAndDeadlines } from '../../../src/features/plan/rules/switching-on.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { everyoneQuery } from '../../client/organisation.ts'
import { useMe } from '../../client/session.ts'
import { BothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import { DaysField } from './days-field.tsx'
import { LimitFields } from './pool-claiming.tsx'
import { Members } from './pool-panel.tsx'
import { SpanFields, useSpanWords } from './span-fields.tsx'

const MOST_DAYS = 3650

type Part = { said: PoolAndDeadlines; onChange: (said: PoolAndDeadlines) => void }

/** The pool: its name, what belongs to it, who answers and who claims, within which limits, and when something goes back to it. */
export function SwitchOnPool({
  said,
  version,
  object,
  today,
  onChange,
}: Part & { version: PlanVersion; object: ObjectMetadata; today: string }) {
  const t = useText()
  const names = useNamesOfIds()
  const { pool } = said
  const put = (change: Partial<PoolAndDeadlines['pool']>) =>
    onChange({ ...said, pool: { ...pool, ...change } })
  return (
    <>
      <section className="card">
        <h2>{t('plan.switch-who')}</h2>
        <BothLanguages
          label={t('plan.pool-name')}
          value={pool.label}
          onChange={(label) => put({ label: { zh: label.zh || label.en, en: label.en || label.zh } })}
        />
        <Members pool={pool} onChange={(members) => put({ members })} />
        <Keeper said={said} version={version} onChange={onChange} />
        <Field label={t('plan.condition')} hint={t('plan.pool-when-hint')}>
          {(control) => (
            <ConditionEditor
              control={control}
              object={object}
              names={names}
              value={pool.when}
              onChange={(when) => put({ when })}
            />
          )}
        </Field>
        <div className="field-pair">
          <LimitFields value={pool} onChange={put} />
          <DaysField
            label={t('plan.pool-cool-down')}
            value={pool.coolDownDays}
            onChange={(coolDownDays) => put({ coolDownDays })}
          />
        </div>
      </section>
      <Recycle said={said} today={today} onChange={onChange} />
    </>
  )
}

/** A lead knows themselves, the plan's keeper and whoever keeps it now; an administrator everybody. */
function Keeper({ said, version, onChange }: Part & { version: PlanVersion }) {
  const t = useText()
  const label = useLabel()
  const me = useMe()
  const { pool } = said
  const everyone = useQuery({ ...everyoneQuery, enabled: me.rights.admin }).data?.items ?? []
  const known = [
    ...everyone.filter((one) => one.active || one.id === pool.keeper),
    me.person,
    ...(me.rights.admin || !pool.departments ? [version.keeper] : []),
  ].map(({ id, name }) => ({ value: id, label: name }))
  const options = known.filter((one, i) => known.findIndex(({ value }) => value === one.value) === i)
  const keeper = options.find(({ value }) => value === pool.keeper)?.label ?? '…'
  return (
    <Field label={t('plan.keeper')} hint={t('plan.switch-who-hint', { name: label(pool.label), keeper })}>
      {(control) => (
        <Select
          {...control}
          showSearch={{ optionFilterProp: 'label' }}
          value={pool.keeper}
          options={
            options.some(({ value }) => value === pool.keeper)
              ? options
              : [...options, { value: pool.keeper, label: '…' }]
          }
          onChange={(chosen: string) => onChange({ ...said, pool: { ...pool, keeper: chosen } })}
        />
      )}
    </Field>
  )
}

function Recycle({ said, today, onChange }: Part & { today: string }) {
  const t = useText()
  const span = useSpanWords()
  const rule = said.recycle
  const put = (change: Partial<Recycling>) => rule && onChange({ ...said, recycle: { ...rule, ...change } })
  const isFresh = rule?.countsFrom != null
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('plan.switch-recycle')}</h2>
        <Switch
          aria-label={t('plan.switch-recycle-on')}
          checked={rule !== null}
          onChange={(on) =>
            onChange({ ...said, recycle: on ? { ...USUAL_RECYCLING, countsFrom: today } : null })
          }
        />
      </div>
      {!rule && <p className="muted">{t('plan.switch-recycle-never')}</p>}
      {rule && (
        <>
          <p className="rule-sentence">
            {t('plan.switch-recycle-say', {
              span: span(rule.after),
              warn: span({ amount: rule.warnDays, unit: rule.after.unit }),
            })}
          </p>
          <div className="field-pair">
            <SpanFields
              label={t('plan.recycle-idle')}
              units={DAY_UNITS}
              most={MOST_DAYS}
              value={rule.after}
              onChange={({ amount, unit }) => put({ after: { ...rule.after, amount, unit } })}
            />
            <DaysField
              label={t('plan.recycle-warn')}
              value={rule.warnDays}
              onChange={(warnDays) => put({ warnDays })}
            />
          </div>
          <Field label={t('plan.switch-from')}>
            {({ status: _status, ...control }) => (
              <Radio.Group
                {...control}
                vertical
                value={isFresh}
                options={[
                  { value: true, label: t('plan.switch-from-today') },
                  { value: false, label: t('plan.switch-from-past') },
                ]}
                onChange={(event) =>
                  put({ countsFrom: event.target.value ? (rule.countsFrom ?? today) : null })
                }
              />
            )}
          </Field>
        </>
      )}
    </section>
  )
}
