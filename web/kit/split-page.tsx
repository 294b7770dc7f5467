import { type ReactNode, useId, useState } from 'react'
import { useNarrow } from './viewport.ts'

export type SplitPart = { name: string; content: ReactNode }

/** A page of three columns: facts at the left, the main thing, people at the right. Tabs on a phone, the main thing first. */
export function SplitPage({
  head,
  left,
  main,
  right,
}: {
  head: ReactNode
  left: SplitPart
  main: SplitPart
  right: SplitPart
}) {
  const narrow = useNarrow(768)
  if (narrow) return <SplitTabs head={head} parts={[main, left, right]} />
  return (
    <div className="split">
      <div className="split-head">{head}</div>
      <section className="split-left" aria-label={left.name}>
        {left.content}
      </section>
      <section className="split-main" aria-label={main.name}>
        {main.content}
      </section>
      <section className="split-right" aria-label={right.name}>
        {right.content}
      </section>
    </div>
  )
}

function SplitTabs({ head, parts }: { head: ReactNode; parts: readonly SplitPart[] }) {
  const id = useId()
  const [at, setAt] = useState(0)
  const step = (by: number) => {
    const next = (at + by + parts.length) % parts.length
    setAt(next)
    document.getElementById(`${id}-tab-${next}`)?.focus()
  }
  return (
    <div className="split-narrow">
      <div className="split-head">{head}</div>
      <div className="split-tabs" role="tablist">
        {parts.map((part, index) => (
          <button
            key={part.name}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-selected={index === at}
            aria-controls={`${id}-panel`}
            tabIndex={index === at ? 0 : -1}
            onClick={() => setAt(index)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') step(1)
              else if (event.key === 'ArrowLeft') step(-1)
            }}
          >
            {part.name}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-tab-${at}`}>
        {parts[at]?.content}
      </div>
    </div>
  )
}
