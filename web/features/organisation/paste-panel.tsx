import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { functionsQuery, useFunctionName } from '../../client/functions.ts'
import { organisationChanged, rolesQuery } from '../../client/organisation.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { type PastedLine, readPastedPeople } from './pasted-people.ts'
import { paste } from './queries.ts'

/** Many people at once, from lines or the cells of a table; what will be made is shown before. */
export function PastePanel({ onClose }: { onClose: () => void }) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const [role, setRole] = useState('sales')
  const functions = useQuery(functionsQuery).data?.items
  const roles = (useQuery(rolesQuery).data?.items ?? []).flatMap(({ key, label: name }) =>
    key ? [{ value: key, label: label(name) }] : [],
  )
  const lines = useMemo(() => readPastedPeople(text, functions ?? []), [text, functions])
  const ready = lines.length > 0 && lines.every((line) => line.problems.length === 0)
  const adding = useMutation({
    mutationFn: () => paste(lines.map(({ person }) => wanted(person, role))),
    onSuccess: (done) => {
      toast.done(t('organisation.paste-done', done))
      onClose()
    },
    onSettled: () => organisationChanged(queries),
  })
  return (
    <SidePanel
      open
      width={760}
      title={t('organisation.paste')}
      onClose={onClose}
      footer={
        <Button
          type="primary"
          block
          disabled={!ready}
          loading={adding.isPending}
          onClick={() => adding.mutate()}
        >
          {t('organisation.paste-add', { count: lines.length })}
        </Button>
      }
    >
      <Field label={t('organisation.paste-label')} hint={t('organisation.paste-hint')}>
        {(control) => (
          <Input.TextArea
            {...control}
            autoFocus
            autoSize={{ minRows: 6, maxRows: 14 }}
            placeholder={t('organisation.paste-example')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('organisation.paste-role')} hint={t('organisation.roles-hint')}>
        {(control) => <Select {...control} value={role} options={roles} onChange={setRole} />}
      </Field>
      <ErrorNote error={adding.error} />
      {lines.length > 0 && <Preview lines={lines} />}
    </SidePanel>
  )
}

function wanted(person: PastedLine['person'], role: string) {
  const { functions, ...rest } = person
  return { ...rest, role, ...(functions.length > 0 ? { functions } : {}) }
}

function Preview({ lines }: { lines: readonly PastedLine[] }) {
  const t = useText()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const functionName = useFunctionName()
  return (
    <section aria-label={t('organisation.paste-preview')} className="scroll-x">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('organisation.paste-line')}</th>
            <th scope="col">{t('organisation.name')}</th>
            <th scope="col">{t('organisation.email')}</th>
            <th scope="col">{t('organisation.department')}</th>
            <th scope="col">{t('organisation.manager')}</th>
            <th scope="col">{t('organisation.functions')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ line, person, problems }) => (
            <tr key={line}>
              <td className="figures">{line}</td>
              <td>
                {person.name}
                {problems.map((problem) => (
                  <div key={problem.code + JSON.stringify(problem.facts)} className="preview-problem">
                    {t(`organisation.paste-${problem.code}`, problem.facts)}
                  </div>
                ))}
              </td>
              <td>{person.email}</td>
              <td>{person.department}</td>
              <td>{person.manager}</td>
              <td>
                {person.functions.map(functionName).join(between) || (
                  <span className="muted">{t('organisation.paste-default-function')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
