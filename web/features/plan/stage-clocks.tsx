import { Checkbox, InputNumber, Select } from 'antd'
import {
  CLOCK_KINDS,
  type Clock,
  LADDER_TO,
  type Rung,
  type Span,
  USUAL_PAUSE_DAYS,
} from '../../../src/features/plan/contract/clocks.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { Field } from '../../kit/field.tsx'
import { useLanguage, useText } from '../../kit/text.tsx'
import { HeldInField, heldBy } from './held-in-field.tsx'
import { PartList } from './part-list.tsx'
import type { StageDraft } from './plan-draft.ts'
import { SpanFields, useSpanWords } from './span-fields.tsx'

const MOST_CLOCKS = 60
const MOST_RUNGS = 5
const MOST_PAUSE_DAYS = 100
const USUAL: Readonly<Record<Clock['kind'], Span>> = {
  'first-contact': { amount: 48, unit: 'working-hours' },
  'follow-up': { amount: 7, unit: 'days' },
  dwell: { amount: 20, unit: 'working-days' },
  acceptance: { amount: 24, unit: 'working-hours' },
  task: { amount: 2, unit: 'working-days' },
}

/** The time limits of a stage, each as a sentence and its parts: the limit, the warning, who is told after it and who holds then. */
export function StageClocks({
  stage,
  onChange,
}: {
  stage: StageDraft
  onChange: (stage: StageDraft) => void
}) {
  const t = useText()
  const say = useClockSentence()
  const nameOf = useClockName()
  const put = (clocks: Clock[]) => onChange({ ...stage, clocks })
  const free = CLOCK_KINDS.find((kind) => !stage.clocks.some((one) => one.kind === kind))
  return (
    <>
      <p className="field-hint">{t('plan.clocks-hint')}</p>
      <PartList
        items={stage.clocks}
        most={MOST_CLOCKS}
        addText={t('plan.add-clock')}
        isOrdered={false}
        nameOf={nameOf}
        keyOf={(clock, at) => `${clock.kind} ${at}`}
        onAdd={() => put([...stage.clocks, newClock(free ?? 'follow-up')])}
        onChange={put}
      >
        {(clock, change) => (
          <>
            <p className="rule-sentence">{say(clock)}</p>
            <ClockFields clock={clock} taken={stage.clocks} onChange={change} />
          </>
        )}
      </PartList>
    </>
  )
}

function newClock(kind: Clock['kind']): Clock {
  const within = USUAL[kind]
  return {
    kind,
    within,
    warnBefore: within.amount > 1 ? { ...within, amount: Math.max(1, Math.floor(within.amount / 6)) } : null,
    ladder: [{ after: { amount: 1, unit: 'working-days' }, to: 'manager', pass: false }],
  }
}

function ClockFields({
  clock,
  taken,
  onChange,
}: {
  clock: Clock
  taken: readonly Clock[]
  onChange: (clock: Clock) => void
}) {
  const t = useText()
  const last = clock.ladder.at(-1)
  const addRung = () => {
    const after: Span = last
      ? { ...last.after, amount: last.after.amount + 1 }
      : { amount: 1, unit: 'working-days' }
    const to = last?.to === 'manager' ? 'director' : last?.to === 'director' ? 'keeper' : 'manager'
    onChange({ ...clock, ladder: [...clock.ladder, { after, to, pass: false }] })
  }
  return (
    <>
      <div className="field-pair">
        <Field label={t('plan.clock-kind')}>
          {(control) => (
            <Select
              {...control}
              value={clock.kind}
              options={CLOCK_KINDS.map((kind) => ({
                value: kind,
                label: t(`plan.clock-${kind}`),
                disabled:
                  kind !== clock.kind && taken.some((one) => one.kind === kind && isAlike(one, clock)),
              }))}
              onChange={(kind: Clock['kind']) => onChange({ ...clock, kind })}
            />
          )}
        </Field>
        <SpanFields
          label={t('plan.clock-within')}
          value={clock.within}
          onChange={(within) => onChange({ ...clock, within })}
        />
      </div>
      <HeldInField
        value={clock.departments}
        hint={t('plan.held-in-clock-hint')}
        onChange={(departments) => onChange(heldBy(clock, departments))}
      />
      <Checkbox
        checked={clock.warnBefore !== null}
        onChange={(event) =>
          onChange({ ...clock, warnBefore: event.target.checked ? { ...clock.within, amount: 1 } : null })
        }
      >
        {t('plan.clock-warn')}
      </Checkbox>
      {clock.warnBefore && (
        <SpanFields
          label={t('plan.clock-warn-before')}
          value={clock.warnBefore}
          onChange={(warnBefore) => onChange({ ...clock, warnBefore })}
        />
      )}
      <Field label={t('plan.clock-pause')} hint={t('plan.clock-pause-hint')}>
        {({ status: _status, ...control }) => (
          <InputNumber
            {...control}
            min={0}
            max={MOST_PAUSE_DAYS}
            precision={0}
            value={clock.pauseDays ?? USUAL_PAUSE_DAYS}
            onChange={(pauseDays) => onChange({ ...clock, pauseDays: pauseDays ?? 0 })}
          />
        )}
      </Field>
      <h3 className="part-heading">{t('plan.clock-ladder')}</h3>
      <PartList
        items={clock.ladder}
        most={MOST_RUNGS}
        addText={t('plan.add-rung')}
        nameOf={(_rung, at) => t('plan.rung', { number: at + 1 })}
        keyOf={(_rung, at) => `rung ${at}`}
        onAdd={addRung}
        onChange={(ladder) => onChange({ ...clock, ladder })}
      >
        {(rung, put) => <RungFields rung={rung} onChange={put} />}
      </PartList>
    </>
  )
}

/** Whether both are about the same people's work. */
function isAlike(a: Clock, b: Clock): boolean {
  return String(a.departments ?? '') === String(b.departments ?? '')
}

function RungFields({ rung, onChange }: { rung: Rung; onChange: (rung: Rung) => void }) {
  const t = useText()
  return (
    <>
      <div className="field-pair">
        <SpanFields
          label={t('plan.rung-after')}
          value={rung.after}
          onChange={(after) => onChange({ ...rung, after })}
        />
        <Field label={t('plan.rung-to')}>
          {(control) => (
            <Select
              {...control}
              value={rung.to}
              options={LADDER_TO.map((to) => ({ value: to, label: t(`plan.to-${to}`) }))}
              onChange={(to: Rung['to']) =>
                onChange({ ...rung, to, pass: to === 'holder' ? false : rung.pass })
              }
            />
          )}
        </Field>
      </div>
      <Checkbox
        checked={rung.pass}
        disabled={rung.to === 'holder'}
        onChange={(event) => onChange({ ...rung, pass: event.target.checked })}
      >
        {t('plan.rung-pass')}
      </Checkbox>
    </>
  )
}

/** The name of a clock: its kind, and whose limit it is where it is not everybody's. */
function useClockName(): (clock: Clock) => string {
  const t = useText()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const names = useNamesOfIds()
  return ({ kind, departments }) => {
    const name = t(`plan.clock-${kind}`)
    if (!departments) return name
    const said = departments.map((id) => names(id) ?? '…').join(between)
    return t('plan.say-clock-of', { kind: name, departments: said })
  }
}

/** Says a clock as one sentence: the limit, the warning, the ladder. */
export function useClockSentence(): (clock: Clock) => string {
  const t = useText()
  const span = useSpanWords()
  const name = useClockName()
  return (clock) => {
    const { within, warnBefore, ladder } = clock
    const rungs = ladder.map(({ after, to, pass }) =>
      t(pass ? 'plan.say-rung-pass' : 'plan.say-rung-tell', { after: span(after), to: t(`plan.to-${to}`) }),
    )
    return (
      [
        t('plan.say-clock', { kind: name(clock), within: span(within) }),
        ...(warnBefore ? [t('plan.say-warn', { before: span(warnBefore) })] : []),
        ...rungs,
      ].join(t('plan.say-semicolon')) + t('plan.say-stop')
    )
  }
}
