import type { ReactNode } from 'react'

/** Nothing here, said kindly, with the next useful thing to do. */
export function EmptyState({
  title,
  hint,
  icon,
  children,
}: {
  title: ReactNode
  hint?: ReactNode
  icon?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="empty-state">
      {icon && (
        <div className="empty-icon" aria-hidden>
          {icon}
        </div>
      )}
      <p className="empty-title">{title}</p>
      {hint && <p className="empty-hint">{hint}</p>}
      {children && <div className="empty-actions">{children}</div>}
    </div>
  )
}
