import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useText } from '../../kit/text.tsx'
import { movedTo } from './stage-edits.ts'

/** Parts one below the other, each with its fields: added at the end, moved, taken away. */
export function PartList<Item>({
  items,
  most,
  addText,
  nameOf,
  keyOf,
  isOrdered = true,
  onAdd,
  onChange,
  children,
}: {
  items: readonly Item[]
  most: number
  addText: string
  /** What a part is called where it is moved or taken away. */
  nameOf: (item: Item, at: number) => string
  keyOf: (item: Item, at: number) => string
  /** Their order means something. */
  isOrdered?: boolean
  onAdd: () => void
  onChange: (items: Item[]) => void
  children: (item: Item, put: (item: Item) => void, at: number) => ReactNode
}) {
  const t = useText()
  const step = (key: 'plan.part-up' | 'plan.part-down' | 'plan.part-remove', name: string) => {
    const said = t(key, { name })
    return { type: 'text', size: 'small', 'aria-label': said, title: said } as const
  }
  return (
    <div className="part-list">
      {items.map((item, at) => {
        const name = nameOf(item, at)
        return (
          <fieldset key={keyOf(item, at)} className="part" aria-label={name}>
            <div className="part-steps">
              <b>{name}</b>
              <span>
                {isOrdered && (
                  <>
                    <Button
                      {...step('plan.part-up', name)}
                      icon={<ArrowUpOutlined />}
                      disabled={at === 0}
                      onClick={() => onChange(movedTo(items, at, at - 1))}
                    />
                    <Button
                      {...step('plan.part-down', name)}
                      icon={<ArrowDownOutlined />}
                      disabled={at === items.length - 1}
                      onClick={() => onChange(movedTo(items, at, at + 1))}
                    />
                  </>
                )}
                <Button
                  {...step('plan.part-remove', name)}
                  icon={<DeleteOutlined />}
                  onClick={() => onChange(items.toSpliced(at, 1))}
                />
              </span>
            </div>
            {children(item, (next) => onChange(items.with(at, next)), at)}
          </fieldset>
        )
      })}
      <Button icon={<PlusOutlined aria-hidden />} disabled={items.length >= most} onClick={onAdd}>
        {addText}
      </Button>
    </div>
  )
}
