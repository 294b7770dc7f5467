import { Checkbox, Select, Switch } from 'antd'
import { MAIL_WAYS } from '../../../src/features/delivery/contract.ts'
import { NOTICE_GROUPS } from '../../../src/features/notifications/rules/kinds.ts'
import { useText } from '../../kit/text.tsx'
import type { NoticeSettings } from './queries.ts'
import './delivery.css'

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: hour, label: clock(hour * 60) }))
const HALF_HOURS = Array.from({ length: 48 }, (_, half) => ({ value: half * 30, label: clock(half * 30) }))
const USUAL_QUIET = { from: 21 * 60, until: 8 * 60, daysOff: true }

/** How somebody is told beside the browser, as sentences with choices in them; every choice is told to `onChange` at once. */
export function WaysForm({
  settings,
  onChange,
  isMine,
}: {
  settings: NoticeSettings
  onChange: (changed: Partial<NoticeSettings>) => void
  /** Of whoever looks; else everybody’s. */
  isMine: boolean
}) {
  const t = useText()
  const { groups, digestHour, quiet, urgentBreaksQuiet } = settings
  return (
    <>
      <ul className="ways">
        {NOTICE_GROUPS.map((group) => {
          const way = groups[group]
          const name = t(`notifications.group-${group}`)
          return (
            <li key={group}>
              <span className="ways-group">{name}</span>
              <Select
                aria-label={t('delivery.mail-of', { group: name })}
                value={way.mail}
                onChange={(mail) => onChange({ groups: { ...groups, [group]: { ...way, mail } } })}
                options={MAIL_WAYS.map((value) => ({
                  value,
                  label: `${t('delivery.by-mail')} · ${t(`delivery.mail-${value}`)}`,
                }))}
              />
              <Checkbox
                aria-label={t('delivery.chat-of', { group: name })}
                checked={way.chat}
                onChange={({ target }) =>
                  onChange({ groups: { ...groups, [group]: { ...way, chat: target.checked } } })
                }
              >
                {t(isMine ? 'delivery.by-chat' : 'delivery.by-chat-them')}
              </Checkbox>
            </li>
          )
        })}
      </ul>
      <p className="ways-sentence">
        <Sentence
          text={t('delivery.digest', { time: '{time}' })}
          parts={{
            time: (
              <Select
                aria-label={t('delivery.digest-hour')}
                value={digestHour}
                onChange={(hour) => onChange({ digestHour: hour })}
                options={HOURS}
              />
            ),
          }}
        />
      </p>
      <div className="ways-quiet">
        <p>
          <Switch
            id="ways-quiet"
            checked={quiet !== null}
            onChange={(on) => onChange({ quiet: on ? USUAL_QUIET : null })}
          />{' '}
          <label htmlFor="ways-quiet">{t('delivery.quiet')}</label>
        </p>
        {quiet && (
          <>
            <p className="ways-sentence">
              <Sentence
                text={t('delivery.quiet-sentence', { from: '{from}', until: '{until}' })}
                parts={{
                  from: (
                    <Select
                      aria-label={t('delivery.quiet-from')}
                      value={quiet.from}
                      onChange={(from) => onChange({ quiet: { ...quiet, from } })}
                      options={HALF_HOURS}
                    />
                  ),
                  until: (
                    <Select
                      aria-label={t('delivery.quiet-until')}
                      value={quiet.until}
                      onChange={(until) => onChange({ quiet: { ...quiet, until } })}
                      options={HALF_HOURS}
                    />
                  ),
                }}
              />
            </p>
            <p>
              <Checkbox
                checked={quiet.daysOff}
                onChange={({ target }) => onChange({ quiet: { ...quiet, daysOff: target.checked } })}
              >
                {t('delivery.quiet-days')}
              </Checkbox>
            </p>
            <p>
              <Checkbox
                checked={urgentBreaksQuiet}
                onChange={({ target }) => onChange({ urgentBreaksQuiet: target.checked })}
              >
                {t('delivery.quiet-urgent')}
              </Checkbox>
            </p>
          </>
        )}
      </div>
    </>
  )
}

/** A message with controls in the places it names. */
function Sentence({ text, parts }: { text: string; parts: Readonly<Record<string, React.ReactNode>> }) {
  return text.split(/(\{\w+\})/).map((piece, i) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1]
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change their order
    return <span key={i}>{name ? parts[name] : piece}</span>
  })
}

function clock(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
