import type { ClockStep, RunningClock } from '../../../src/features/clocks/contract.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

const OTHERWISE = {
  'next-step': 'clocks.why-next-step',
  task: 'clocks.why-task',
  claim: 'clocks.why-claim',
  recycle: 'clocks.why-recycle',
} as const

/** Where a limit comes from, in whose time it runs, and every step of it. */
export function WhyItRuns({ clock }: { clock: RunningClock }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const words = useStepWords()
  const { why, kind } = clock
  const otherwise = kind in OTHERWISE ? OTHERWISE[kind as keyof typeof OTHERWISE] : undefined
  return (
    <details className="clock-why">
      <summary>{t('clocks.why')}</summary>
      <p>
        {why.stage && why.version !== null && (
          <>{t('clocks.why-stage', { version: why.version, stage: label(why.stage.label) })} </>
        )}
        {otherwise
          ? t(otherwise)
          : why.within &&
            t('clocks.why-within', {
              span: t(`clocks.span-${why.within.unit}`, { amount: why.within.amount }),
            })}
        {why.usual && !otherwise && <> {t('clocks.why-usual')}</>}
      </p>
      <p className="muted">
        {t('clocks.why-time', { name: clock.person.name, when: format.instant(clock.startedAt) })}
      </p>
      <ol>
        {clock.steps.map((step) => (
          <li key={`${step.step} ${step.at}`} data-fired={step.fired || undefined}>
            {words(clock, step)}
            {step.fired && <span className="muted"> · {t('clocks.step-done')}</span>}
          </li>
        ))}
      </ol>
    </details>
  )
}

/** Says a step: `tomorrow 10:00: 王芳 is told`. */
export function useStepWords(): (clock: Pick<RunningClock, 'kind'>, step: ClockStep) => string {
  const t = useText()
  const format = useFormat()
  return ({ kind }, { step, at, people, passes }) => {
    const values = { when: format.instant(at), people: people.map(({ name }) => name).join('、') }
    if (kind === 'recycle' && step === 'limit') return t('clocks.next-recycle', values)
    return t(passes ? 'clocks.next-rung-pass' : `clocks.next-${step}`, values)
  }
}
