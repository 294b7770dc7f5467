import './targets.css'
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import {
  PERIODS,
  type PeriodKind,
  TARGET_MEASURES,
  type TargetMeasure,
} from '../../../src/features/targets/contract.ts'
import { periodsAfter } from '../../../src/features/targets/rules/periods.ts'
import { useMe } from '../../client/session.ts'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { AttainmentView } from './attainment.tsx'
import { ForecastView } from './forecast.tsx'
import { GridView } from './grid.tsx'
import { RankingsView } from './rankings.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { type Asked, useAddress, VIEWS, type View } from './use-address.ts'
import { usePeriodName } from './use-period-name.ts'

/** What is aimed at, what came of it, who is where, and the targets themselves. */
export function TargetsPage() {
  const t = useText()
  const me = useMe()
  const [asked, set] = useAddress(today())
  const [setting, setSetting] = useState(false)
  return (
    <div className="page">
      <PageHeader
        title={t('targets.title')}
        hint={t(`targets.hint-${asked.view}`)}
        actions={me.rights.admin && <Button onClick={() => setSetting(true)}>{t('targets.settings')}</Button>}
      />
      <div className="targets-bar">
        <Segmented<View>
          aria-label={t('targets.view')}
          value={asked.view}
          onChange={(view) => set({ view })}
          options={VIEWS.map((one) => ({ value: one, label: t(`targets.view-${one}`) }))}
        />
        <PeriodChoice asked={asked} set={set} />
        {(asked.view === 'attainment' || asked.view === 'grid') && <MeasureChoice asked={asked} set={set} />}
      </div>
      {asked.view === 'attainment' && <AttainmentView asked={asked} />}
      {asked.view === 'forecast' && <ForecastView asked={asked} set={set} />}
      {asked.view === 'rankings' && <RankingsView asked={asked} />}
      {asked.view === 'grid' && (
        <GridView key={`${asked.startsOn.slice(0, 4)} ${asked.measure} ${asked.by}`} asked={asked} />
      )}
      {setting && (
        <SettingsDialog
          period={{ period: asked.period, startsOn: asked.startsOn }}
          onClose={() => setSetting(false)}
        />
      )}
    </div>
  )
}

/** Where the reader is; the server says by the company's calendar what has passed. */
function today(): string {
  return new Intl.DateTimeFormat('en-CA').format(new Date())
}

type Props = { asked: Asked; set: (change: Partial<Asked>) => void }

function PeriodChoice({ asked, set }: Props) {
  const t = useText()
  const nameOf = usePeriodName()
  const isYear = asked.view === 'grid'
  const { period, startsOn } = isYear
    ? { period: 'year' as const, startsOn: `${asked.startsOn.slice(0, 4)}-01-01` }
    : asked
  const go = (count: number) =>
    set({
      startsOn: isYear ? shifted(asked.startsOn, count) : periodsAfter({ period, startsOn }, count).startsOn,
    })
  return (
    <div className="targets-period">
      {!isYear && (
        <Select<PeriodKind>
          aria-label={t('targets.period')}
          value={period}
          onChange={(next) => set({ period: next })}
          options={PERIODS.map((one) => ({ value: one, label: t(`targets.period-${one}`) }))}
        />
      )}
      <Button icon={<LeftOutlined aria-hidden />} aria-label={t('targets.earlier')} onClick={() => go(-1)} />
      <b aria-live="polite">{nameOf({ period, startsOn })}</b>
      <Button icon={<RightOutlined aria-hidden />} aria-label={t('targets.later')} onClick={() => go(1)} />
    </div>
  )
}

function shifted(day: string, years: number): string {
  return `${Number(day.slice(0, 4)) + years}${day.slice(4)}`
}

function MeasureChoice({ asked, set }: Props) {
  const t = useText()
  return (
    <>
      <Select<TargetMeasure>
        aria-label={t('targets.measure')}
        value={asked.measure}
        onChange={(measure) => set({ measure })}
        options={TARGET_MEASURES.map((one) => ({ value: one, label: t(`targets.measure-${one}`) }))}
      />
      <Segmented<Asked['by']>
        aria-label={t('targets.by')}
        value={asked.by}
        onChange={(by) => set({ by })}
        options={(['people', 'products'] as const).map((one) => ({
          value: one,
          label: t(`targets.by-${one}`),
        }))}
      />
    </>
  )
}
