import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useMemo } from 'react'
import { Field } from '../../kit/field.tsx'
import { useLanguage, useText } from '../../kit/text.tsx'
import type { CalendarDraft } from './calendar-draft.ts'
import { countriesQuery } from './queries.ts'

const NONE = ''
const CHINA = 'CN'

/** Where a calendar holds: its time zone, and whose holidays are off. */
export function PlaceFields({
  draft,
  onChange,
}: {
  draft: CalendarDraft
  onChange: (draft: CalendarDraft) => void
}) {
  const t = useText()
  const zones = useMemo(() => {
    const all = Intl.supportedValuesOf('timeZone')
    return all.includes(draft.timeZone) ? all : [draft.timeZone, ...all]
  }, [draft.timeZone])
  const countries = useQuery(countriesQuery).data?.items ?? []
  const nameOf = useCountryName()
  const { holidays } = draft
  const regions = countries.find(({ code }) => code === holidays?.country)?.regions ?? []
  const others = countries
    .filter(({ code }) => code !== CHINA)
    .map(({ code }) => ({ value: code, label: nameOf(code) }))
    .sort((a, b) => a.label.localeCompare(b.label))
  return (
    <>
      <Field label={t('availability.zone')}>
        {(control) => (
          <Select
            {...control}
            showSearch
            value={draft.timeZone}
            options={zones.map((value) => ({ value, label: value }))}
            onChange={(timeZone: string) => onChange({ ...draft, timeZone })}
          />
        )}
      </Field>
      <div className={regions.length > 0 ? 'field-pair' : undefined}>
        <Field label={t('availability.holidays')}>
          {(control) => (
            <Select
              {...control}
              showSearch={{ optionFilterProp: 'label' }}
              value={holidays?.country ?? NONE}
              options={[
                { value: NONE, label: t('availability.holidays-none') },
                { value: CHINA, label: nameOf(CHINA) },
                ...others,
              ]}
              onChange={(country: string) =>
                onChange({ ...draft, holidays: country === NONE ? null : { country, region: null } })
              }
            />
          )}
        </Field>
        {holidays && regions.length > 0 && (
          <Field label={t('availability.region')}>
            {(control) => (
              <Select
                {...control}
                showSearch={{ optionFilterProp: 'label' }}
                value={holidays.region ?? NONE}
                options={[
                  { value: NONE, label: t('availability.region-all') },
                  ...regions.map(({ code, name }) => ({ value: code, label: name })),
                ]}
                onChange={(region: string) =>
                  onChange({ ...draft, holidays: { ...holidays, region: region === NONE ? null : region } })
                }
              />
            )}
          </Field>
        )}
      </div>
    </>
  )
}

function useCountryName(): (code: string) => string {
  const language = useLanguage()
  return useMemo(() => {
    const names = new Intl.DisplayNames(language === 'zh' ? 'zh-CN' : 'en', { type: 'region' })
    return (code: string) => names.of(code) ?? code
  }, [language])
}
