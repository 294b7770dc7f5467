import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useObject } from '../../client/metadata.ts'
import { useMe } from '../../client/session.ts'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { countQuery } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { AbsencesOf } from './absence-list.tsx'
import { AwayStrip } from './away-strip.tsx'

/** In one's own account: when one is away and who stands in; for those who lead others, when these are. */
export function MyAbsences() {
  const t = useText()
  const { person, rights } = useMe()
  const plural = useObject('person')?.plural
  const led = useQuery({
    ...countQuery('person', plural ?? '', { filter: 'manager == me()' }),
    enabled: plural !== undefined,
  })
  const leads = rights.admin || (led.data?.count ?? 0) > 0
  return (
    <>
      <section className="card" aria-label={t('absences.mine')}>
        <h2>{t('absences.mine')}</h2>
        <p className="muted">{t('absences.mine-hint')}</p>
        <AbsencesOf person={person} own />
      </section>
      {leads && (
        <section className="card" aria-label={t('absences.team')}>
          <h2>{t('absences.team')}</h2>
          <TeamAbsences />
        </section>
      )}
    </>
  )
}

/** Who is away in the next weeks, and the absences of whoever is chosen. */
export function TeamAbsences() {
  const t = useText()
  const me = useMe()
  const [opened, setOpened] = useState<{ id: string; name: string }>()
  return (
    <>
      <AwayStrip without={me.person.id} onOpen={setOpened} />
      <RecordPicker
        object="person"
        label={t('absences.record-for')}
        value={null}
        onChange={(chosen) => chosen && setOpened({ id: chosen.id, name: chosen.title ?? '' })}
        without={[me.person.id]}
        placeholder={t('absences.record-for')}
      />
      <SidePanel
        open={opened !== undefined}
        title={opened ? t('absences.of', { name: opened.name }) : ''}
        onClose={() => setOpened(undefined)}
      >
        {opened && <AbsencesOf person={opened} />}
      </SidePanel>
    </>
  )
}
