import './mining.css'
import { DownloadOutlined } from '@ant-design/icons'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, DatePicker, Dropdown, Segmented } from 'antd'
import dayjs from 'dayjs'
import { type ReactNode, useMemo, useState } from 'react'
import { useObject } from '../../client/metadata.ts'
import { mayDo, useMe } from '../../client/session.ts'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { Conditions } from '../../records/conditions.tsx'
import type { Asking } from './asking.tsx'
import { BottlenecksPlace } from './bottlenecks-place.tsx'
import { DeviationsPlace } from './deviations-place.tsx'
import { HandOversPlace } from './hand-overs-place.tsx'
import { LostTimePlace } from './lost-time-place.tsx'
import { MapPlace } from './map-place.tsx'
import { MarkedPanel, type Pointed } from './marked-panel.tsx'
import type { Which } from './queries.ts'
import { VariantsPlace } from './variants-place.tsx'

const PLACES = ['map', 'bottlenecks', 'hand-overs', 'variants', 'deviations', 'lost-time'] as const
type Place = (typeof PLACES)[number]

const SHOWN: Readonly<Record<Place, (asking: Asking) => ReactNode>> = {
  map: (asking) => <MapPlace {...asking} />,
  bottlenecks: (asking) => <BottlenecksPlace {...asking} />,
  'hand-overs': (asking) => <HandOversPlace {...asking} />,
  variants: (asking) => <VariantsPlace {...asking} />,
  deviations: (asking) => <DeviationsPlace {...asking} />,
  'lost-time': (asking) => <LostTimePlace {...asking} />,
}

/** The process as it really went: where it goes, waits, goes back and leaves the plan. Every figure opens its opportunities. */
export function ProcessPage() {
  const t = useText()
  const { place, which, change } = useAddress()
  const [pointed, setPointed] = useState<Pointed>()
  return (
    <div className="page">
      <PageHeader title={t('mining.title')} hint={t('mining.hint')} actions={<Export which={which} />} />
      <Bar which={which} change={change} />
      <div className="mining-places">
        <Segmented<Place>
          aria-label={t('mining.title')}
          value={place}
          onChange={(next) => change({ show: next === 'map' ? undefined : next })}
          options={PLACES.map((one) => ({ value: one, label: t(`mining.${one}`) }))}
        />
      </div>
      {SHOWN[place]({ which, onPoint: setPointed })}
      <MarkedPanel pointed={pointed} which={which} onClose={() => setPointed(undefined)} />
    </div>
  )
}

const FORMATS = { ocel2: 'OCEL 2.0 (JSON)', xes: 'XES 2.0', csv: 'CSV' } as const

/** The journal of what is looked at, for other programs of process mining. */
function Export({ which }: { which: Which }) {
  const t = useText()
  if (!mayDo(useMe(), 'opportunity', 'export')) return null
  const href = (format: string) => `/api/v1/mining/export?${new URLSearchParams({ ...which, format })}`
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: Object.entries(FORMATS).map(([key, name]) => ({
          key,
          label: (
            <a href={href(key)} download>
              {name}
            </a>
          ),
        })),
      }}
    >
      <Button icon={<DownloadOutlined />}>{t('mining.export')}</Button>
    </Dropdown>
  )
}

type Change = (change: Record<string, string | undefined>) => void

/** Days and conditions, in the page's address. */
function Bar({ which, change }: { which: Which; change: Change }) {
  const t = useText()
  const object = useObject('opportunity')
  const ago = (days: number) => [dayjs().subtract(days - 1, 'day'), dayjs()] as [dayjs.Dayjs, dayjs.Dayjs]
  return (
    <search className="filter-bar mining-bar">
      <DatePicker.RangePicker
        aria-label={t('mining.period')}
        value={[which.from ? dayjs(which.from) : null, which.to ? dayjs(which.to) : null]}
        allowEmpty={[true, true]}
        presets={[30, 91, 365].map((days) => ({ label: t('mining.last', { days }), value: ago(days) }))}
        onChange={(days) =>
          change({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })
        }
      />
      {object && (
        <Conditions
          object={object}
          filter={which.filter ?? ''}
          onChange={(filter) => change({ filter: filter || undefined })}
        />
      )}
    </search>
  )
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function useAddress(): { place: Place; which: Which; change: Change } {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const { show, filter, from, to } = search
  const which = useMemo((): Which => {
    const day = (value: unknown) => (typeof value === 'string' && DAY.test(value) ? value : undefined)
    const [first, last] = [day(from), day(to)]
    return {
      ...(typeof filter === 'string' && filter ? { filter } : {}),
      ...(first ? { from: first } : {}),
      ...(last ? { to: last } : {}),
    }
  }, [filter, from, to])
  return {
    place: PLACES.find((one) => one === show) ?? 'map',
    which,
    change: (next) =>
      void navigate({
        to: '.',
        search: ((before: Record<string, unknown>) =>
          Object.fromEntries(
            Object.entries({ ...before, ...next }).filter(([, value]) => value !== undefined),
          )) as never,
        replace: true,
      }),
  }
}
