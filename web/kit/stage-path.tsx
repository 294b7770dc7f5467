import { CheckOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { useText } from './text.tsx'

export type PathStep = {
  key: string
  label: string
  state: 'done' | 'current' | 'next'
  /** Below the label: who held it, for how long. */
  note?: ReactNode
}

/** The way of a record through its stages. A step is a button where `onChoose` is given. */
export function StagePath({
  label,
  steps,
  onChoose,
}: {
  /** What this is the path of. */
  label: string
  steps: readonly PathStep[]
  onChoose?: (key: string) => void
}) {
  const current = useRef<HTMLLIElement>(null)
  const at = steps.find((step) => step.state === 'current')?.key
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when the current step becomes another
  useEffect(() => {
    const step = current.current
    if (step?.parentElement) step.parentElement.scrollLeft = step.offsetLeft - 80
  }, [at])
  return (
    <ol className="stage-path" aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.key}
          ref={step.state === 'current' ? current : undefined}
          data-state={step.state}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          {onChoose && step.state !== 'current' ? (
            <button type="button" onClick={() => onChoose(step.key)}>
              <StepText step={step} />
            </button>
          ) : (
            <span>
              <StepText step={step} />
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}

function StepText({ step }: { step: PathStep }) {
  const t = useText()
  return (
    <>
      <b>
        {step.state === 'done' && <CheckOutlined aria-hidden />} {step.label}
        <span className="only-heard"> {t(`kit.stage-${step.state}`)}</span>
      </b>
      {step.note && <small>{step.note}</small>}
    </>
  )
}
