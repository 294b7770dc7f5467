import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { Report } from '../../../src/features/reports/contract.ts'
import { toAddress } from '../../../src/features/reports/rules/address.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { NamingDialog } from './naming-dialog.tsx'
import { changeReport, createReport, reportsChanged } from './queries.ts'
import type { Naming } from './sharing-fields.tsx'
import type { Draft } from './use-builder.ts'

/** Keeps what is asked: as a new report, or as the one it is of where that may be changed. */
export function SaveButtons({
  draft,
  kept,
  onKept,
}: {
  draft: Draft
  kept: Report | undefined
  onKept: (report: Report) => void
}) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  const [naming, setNaming] = useState<'new' | 'old'>()
  const settle = async (report: Report) => {
    await reportsChanged(queries)
    toast.done(t('reports.kept'))
    onKept(report)
  }
  const saving = useMutation({
    mutationFn: (of: Report) => changeReport(of, { question: draft.question, chart: draft.chart }),
    onSuccess: settle,
    onError: toast.failed,
  })
  const isChanged = kept !== undefined && textOf(draft) !== textOf(kept)
  const sharing = {
    with: kept?.sharing.with ?? 'nobody',
    departments: kept?.sharing.departments.map(({ id }) => id) ?? [],
  }
  const first: Naming =
    naming === 'old'
      ? { name: kept ? label(kept.label) : '', sharing }
      : {
          name: kept ? t('reports.copy-of', { name: label(kept.label) }) : '',
          sharing: { with: 'nobody', departments: [] },
        }
  const keep = async ({ name, sharing: shared }: Naming) =>
    settle(
      naming === 'old' && kept
        ? await changeReport(kept, { name, sharing: shared })
        : await createReport({ ...draft, name, sharing: shared }),
    )
  return (
    <>
      {kept?.editable && isChanged && (
        <Button type="primary" loading={saving.isPending} onClick={() => saving.mutate(kept)}>
          {t('reports.save')}
        </Button>
      )}
      <Button {...(kept ? {} : { type: 'primary' as const })} onClick={() => setNaming('new')}>
        {t(kept ? 'reports.save-as' : 'reports.save-new')}
      </Button>
      {kept?.editable && <Button onClick={() => setNaming('old')}>{t('reports.name-and-share')}</Button>}
      {naming && (
        <NamingDialog
          title={t(naming === 'old' ? 'reports.name-and-share' : 'reports.save-new')}
          first={first}
          onKeep={keep}
          onClose={() => setNaming(undefined)}
        />
      )}
    </>
  )
}

function textOf({ question, chart }: Draft): string {
  return JSON.stringify(toAddress(question, chart))
}
