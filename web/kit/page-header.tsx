import type { ReactNode } from 'react'

/** The head of a page: its one `h1`, what stands beside it, its actions. */
export function PageHeader({
  title,
  before,
  beside,
  hint,
  actions,
}: {
  title: ReactNode
  /** Above the title: where this page belongs. */
  before?: ReactNode
  /** After the title: a number, a state. */
  beside?: ReactNode
  hint?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="page-header">
      <div className="page-heading">
        {before && <div className="page-before">{before}</div>}
        <div className="page-title">
          <h1>{title}</h1>
          {beside}
        </div>
        {hint && <p className="page-hint">{hint}</p>}
      </div>
      {actions && <div className="page-actions">{actions}</div>}
    </div>
  )
}
