import './causes.css'
import { Link } from '@tanstack/react-router'
import { Button, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Cause } from '../../../src/features/causes/contract.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useCauseSentence } from './use-sentence.ts'

const FIRST = 8

/** One cause: what, how large with its interval, and behind it the evidence and the opportunities. `most` is where bars of its unit end. */
export function CauseCard({ cause, most, change }: { cause: Cause; most: number; change?: ReactNode }) {
  const t = useText()
  const sentence = useCauseSentence()
  const [isOpen, open] = useState(false)
  return (
    <article className="card cause">
      <header>
        <Tag>{t(`causes.kind-${cause.kind}`)}</Tag>
        <h2>{sentence(cause)}</h2>
      </header>
      <Size cause={cause} most={most} />
      {cause.leadsTo.length > 0 && (
        <p className="muted">
          {t('causes.leads-to', { kinds: cause.leadsTo.map((kind) => t(`causes.kind-${kind}`)) })}
        </p>
      )}
      <div className="cause-deeds">
        <Button type="text" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
          {t(isOpen ? 'causes.less' : 'causes.evidence')}
        </Button>
        {cause.filter ? (
          <Link to="/opportunities" search={{ filter: cause.filter } as never}>
            {t('causes.rows', { count: cause.count })}
          </Link>
        ) : (
          <span className="muted">{t('causes.rows', { count: cause.count })}</span>
        )}
        {change}
      </div>
      {isOpen && <Behind cause={cause} />}
    </article>
  )
}

/** What it cost, as a bar with the interval over it. */
function Size({ cause, most }: { cause: Cause; most: number }) {
  const t = useText()
  const format = useFormat()
  const { size, unit, interval, cost } = cause
  const at = (value: number) => `${Math.min(100, Math.max(0, (value / Math.max(most, 1e-9)) * 100))}%`
  const short = (value: number) => format.number(value, value >= 10 ? 0 : 1)
  if (size <= 0) return null
  const words = t(`causes.size-${unit}`, {
    size: short(size),
    low: short(interval.low),
    high: short(interval.high),
  })
  return (
    <div className="cause-size">
      <div className="cause-track" aria-hidden="true">
        <span className="cause-bar" style={{ width: at(size) }} />
        <span
          className="cause-span"
          style={{ left: at(interval.low), right: `calc(100% - ${at(interval.high)})` }}
        />
      </div>
      <p>
        <b>{words}</b>
        {cost.money && <> · {t('causes.worth', { money: format.money(cost.money, 'compact') })}</>}
        {unit === 'opportunities' && cost.days && (
          <> · {t('causes.days-too', { days: short(cost.days.value) })}</>
        )}
      </p>
    </div>
  )
}

function Behind({ cause }: { cause: Cause }) {
  const t = useText()
  const format = useFormat()
  const [isAll, showAll] = useState(false)
  const shown = isAll ? cause.rows : cause.rows.slice(0, FIRST)
  const figure = (unit: string, value: number | null) => {
    if (value === null) return ''
    return unit === 'share' ? format.percent(value * 100, 0) : format.number(value, 1)
  }
  return (
    <div className="cause-behind">
      <table className="plain-table">
        <thead>
          <tr>
            <th>{t('causes.compared')}</th>
            <th className="number">{t('causes.n')}</th>
            <th className="number">{t('causes.value')}</th>
            <th className="number">{t('causes.interval')}</th>
          </tr>
        </thead>
        <tbody>
          {cause.evidence.map((line) => (
            <tr key={`${line.what}-${line.unit}-${line.step ?? ''}`}>
              <td>
                {line.what === 'step'
                  ? t('causes.step', { step: (line.step ?? 0) + 1 })
                  : t(`causes.${line.what}`)}
                <span className="muted"> · {t(`causes.unit-${line.unit}`)}</span>
              </td>
              <td className="number">{format.number(line.n, 0)}</td>
              <td className="number">{figure(line.unit, line.value)}</td>
              <td className="number muted">
                {line.low !== null && line.high !== null && (
                  <>
                    {figure(line.unit, line.low)} – {figure(line.unit, line.high)}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">{t('causes.chance', { chance: chanceOf(cause.chance) })}</p>
      <h3>{t('causes.worst')}</h3>
      <ul className="cause-rows">
        {shown.map((row) => (
          <li key={row.id}>
            <Link to="/opportunities/$id" params={{ id: row.id }}>
              #{row.number} {row.title}
            </Link>
          </li>
        ))}
      </ul>
      {cause.rows.length > FIRST && !isAll && (
        <Button type="link" onClick={() => showAll(true)}>
          {t('causes.more')}
        </Button>
      )}
    </div>
  )
}

function chanceOf(chance: number): string {
  return chance < 0.0001 ? '< 0.0001' : chance.toFixed(4)
}
