import { Checkbox, Input, Radio, Select } from 'antd'
import type { Run, Settings } from '../../../src/features/imports/contract.ts'
import { useMe } from '../../client/session.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

/** Who holds what comes in, what may be made, and how amounts and dates are read. */
export function RunSettings({
  run,
  settings,
  onChange,
}: {
  run: Run
  settings: Settings
  onChange: (settings: Settings) => void
}) {
  const t = useText()
  const me = useMe()
  const may = (name: keyof Settings['create'], value: boolean) =>
    onChange({ ...settings, create: { ...settings.create, [name]: value } })
  const names = (['people', 'accounts', 'products'] as const).filter(
    (name) => name !== 'people' || me.rights.admin,
  )
  return (
    <section className="card import-settings">
      <h2>{t('imports.settings')}</h2>
      {run.object === 'opportunity' && (
        <>
          <Radio.Group
            aria-label={t('imports.holders')}
            value={settings.holders}
            onChange={(event) => onChange({ ...settings, holders: event.target.value })}
            options={[
              { value: 'given', label: t('imports.holders-given') },
              { value: 'divide', label: t('imports.holders-divide') },
            ]}
          />
          <p>
            {names.map((name) => (
              <Checkbox
                key={name}
                checked={settings.create[name]}
                onChange={(event) => may(name, event.target.checked)}
              >
                {t(`imports.create-${name}`)}
              </Checkbox>
            ))}
          </p>
        </>
      )}
      <div className="two-fields">
        <Field label={t('imports.currency')}>
          {(control) => (
            <Input
              {...control}
              maxLength={3}
              placeholder={me.company.currency}
              value={settings.currency ?? ''}
              onChange={(event) => {
                const { currency: _before, ...rest } = settings
                const currency = event.target.value.toUpperCase()
                onChange(currency ? { ...rest, currency } : rest)
              }}
            />
          )}
        </Field>
        <Field label={t('imports.date-order')}>
          {(control) => (
            <Select
              {...control}
              allowClear
              placeholder={t('imports.date-order-seen')}
              value={settings.dateOrder ?? null}
              options={[
                { value: 'day-first', label: t('imports.day-first') },
                { value: 'month-first', label: t('imports.month-first') },
              ]}
              onChange={(next: 'day-first' | 'month-first' | undefined) => {
                const { dateOrder: _before, ...rest } = settings
                onChange(next ? { ...rest, dateOrder: next } : rest)
              }}
            />
          )}
        </Field>
      </div>
    </section>
  )
}
