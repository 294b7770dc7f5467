import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import './absences.css'
import type { Absence } from '../../../src/features/absences/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useNow } from '../../kit/use-now.ts'
import { AbsencePanel } from './absence-panel.tsx'
import { absencesChanged, absencesQuery, cancelAbsence, endAbsence } from './queries.ts'
import { usePeriod } from './use-period.ts'

/** The absences of one person, now and to come, with what can be done about each, and a way to record another. */
export function AbsencesOf({ person, own = false }: { person: { id: string; name: string }; own?: boolean }) {
  const t = useText()
  const found = useQuery(absencesQuery(person.id))
  const [opened, setOpened] = useState<Absence | 'new'>()
  return (
    <>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active title={false} />}
      {found.data?.items.length === 0 && <p className="muted">{t('absences.none')}</p>}
      <ul className="absences">
        {found.data?.items.map((absence) => (
          <AbsenceLine key={absence.id} absence={absence} own={own} onEdit={() => setOpened(absence)} />
        ))}
      </ul>
      <Button onClick={() => setOpened('new')}>{t('absences.record')}</Button>
      {opened && (
        <AbsencePanel
          person={person}
          own={own}
          absence={opened === 'new' ? undefined : opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}

function AbsenceLine({ absence, own, onEdit }: { absence: Absence; own: boolean; onEdit: () => void }) {
  const t = useText()
  const format = useFormat()
  const period = usePeriod()
  const now = useNow()
  const queries = useQueryClient()
  const isRunning = absence.from <= now
  const ending = useMutation({
    mutationFn: async (): Promise<unknown> => (isRunning ? endAbsence(absence) : cancelAbsence(absence)),
    onSettled: () => absencesChanged(queries),
  })
  const { kind, note, deputy, acting } = absence
  return (
    <li>
      <div>
        <p>
          <b>{period(absence)}</b> <Tag>{t(`absences.kind-${kind}`)}</Tag>
          {isRunning && <Tag color="warning">{t('absences.running')}</Tag>}
        </p>
        <p className="muted" title={format.instant(absence.until)}>
          {t('absences.deputy-is', { deputy: deputy.name })}
          {acting && acting.id !== deputy.id && <> · {t('absences.acting-is', { acting: acting.name })}</>}
          {note && <> · {note}</>}
        </p>
        <ErrorNote error={ending.error} />
      </div>
      <span className="absence-steps">
        <Button size="small" onClick={onEdit}>
          {t('absences.change')}
        </Button>
        <Popconfirm
          title={t(isRunning ? 'absences.back-title' : 'absences.cancel-title')}
          description={isRunning ? t('absences.back-hint', { acting: (acting ?? deputy).name }) : undefined}
          okText={t('kit.confirm')}
          cancelText={t('kit.cancel')}
          onConfirm={() => ending.mutate()}
        >
          <Button size="small" loading={ending.isPending}>
            {t(isRunning ? (own ? 'absences.back' : 'absences.is-back') : 'absences.cancel')}
          </Button>
        </Popconfirm>
      </span>
    </li>
  )
}
