import { ArrowLeftOutlined, ArrowRightOutlined, DeleteOutlined, HolderOutlined } from '@ant-design/icons'
import { useDraggable, useDroppable } from '@dnd-kit/core'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Select, Skeleton } from 'antd'
import {
  type AnsweredTile,
  type Tile,
  WIDTHS,
  type Width,
} from '../../../src/features/reports/contract/dashboards.ts'
import { useLabel, useRefusalText, useText } from '../../kit/text.tsx'
import { AnswerView } from './answer-view.tsx'

type Arrange = {
  isFirst: boolean
  isLast: boolean
  onMove: (by: 1 | -1) => void
  onWidth: (width: Width) => void
  onRemove: () => void
}

/** One report of a dashboard with its figures, or why there are none. */
export function TileCard({
  tile,
  answered,
  arrange,
}: {
  tile: Tile
  answered: AnsweredTile | undefined
  arrange?: Arrange
}) {
  const t = useText()
  const label = useLabel()
  const refusal = useRefusalText()
  const drop = useDroppable({ id: tile.report, disabled: !arrange })
  const drag = useDraggable({ id: tile.report, disabled: !arrange })
  const report = answered?.report
  const title = report ? label(report.label) : answered ? t('reports.not-yours-to-see') : ''
  const { transform } = drag
  return (
    <li
      ref={drop.setNodeRef}
      className="card tile"
      data-width={tile.width}
      data-over={drop.isOver && !drag.isDragging ? '' : undefined}
    >
      <div
        ref={drag.setNodeRef}
        {...(transform ? { style: { translate: `${transform.x}px ${transform.y}px`, zIndex: 5 } } : {})}
      >
        <header>
          {arrange && (
            <span className="tile-grip" aria-hidden {...drag.listeners}>
              <HolderOutlined />
            </span>
          )}
          <h2>
            {report ? (
              <Link to="/reports/builder" search={{ report: report.id } as never}>
                {title}
              </Link>
            ) : (
              title
            )}
          </h2>
          {arrange && <Arranging arrange={arrange} width={tile.width} title={title} />}
        </header>
        {!answered && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
        {answered?.refused && (
          <Alert type="info" showIcon title={refusal(answered.refused.code, answered.refused.facts)} />
        )}
        {report && answered?.answer && (
          <AnswerView
            answer={answered.answer}
            question={report.question}
            chart={report.chart}
            title={title}
          />
        )}
      </div>
    </li>
  )
}

function Arranging({ arrange, width, title }: { arrange: Arrange; width: Width; title: string }) {
  const t = useText()
  const { isFirst, isLast, onMove, onWidth, onRemove } = arrange
  return (
    <span className="tile-tools">
      <Button
        size="small"
        icon={<ArrowLeftOutlined />}
        aria-label={t('reports.move-before', { name: title })}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      />
      <Button
        size="small"
        icon={<ArrowRightOutlined />}
        aria-label={t('reports.move-after', { name: title })}
        disabled={isLast}
        onClick={() => onMove(1)}
      />
      <Select<Width>
        size="small"
        aria-label={t('reports.width', { name: title })}
        value={width}
        onChange={onWidth}
        options={WIDTHS.map((one) => ({ value: one, label: t(`reports.width-${one}`) }))}
      />
      <Button
        size="small"
        danger
        icon={<DeleteOutlined />}
        aria-label={t('reports.take-off', { name: title })}
        onClick={onRemove}
      />
    </span>
  )
}
