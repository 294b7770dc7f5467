import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { useNarrow } from './viewport.ts'

/** A panel over the right side of the page for one thing to do or to look at; the whole screen on a phone. */
export function SidePanel({
  open,
  title,
  onClose,
  footer,
  width = 480,
  children,
}: {
  open: boolean
  title: ReactNode
  onClose: () => void
  footer?: ReactNode
  width?: number
  children: ReactNode
}) {
  const narrow = useNarrow(640)
  return (
    <Drawer
      open={open}
      title={title}
      onClose={onClose}
      footer={footer ?? null}
      size={narrow ? '100%' : width}
      destroyOnHidden
    >
      <div ref={reachByKeys}>{children}</div>
    </Drawer>
  )
}

/** What scrolls is reached with the keyboard too, where nothing in it is. */
function reachByKeys(content: HTMLDivElement | null): void {
  if (content?.parentElement) content.parentElement.tabIndex = 0
}
