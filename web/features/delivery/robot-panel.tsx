import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Segmented, Select } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { ROBOT_KINDS } from '../../../src/features/delivery/contract.ts'
import { NOTICE_GROUPS } from '../../../src/features/notifications/rules/kinds.ts'
import { departmentsQuery } from '../../client/organisation.ts'
import { planQuery } from '../../client/plan.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { addRobot, type Robot, type RobotGiven, type RobotKind, saveRobot } from './queries.ts'

const FRESH: RobotGiven = {
  name: '',
  scope: { kind: 'company' },
  groups: ['hand-overs', 'clocks', 'pools'],
  language: 'zh',
  showsTitles: false,
  isOn: true,
}

/** A robot that is added or changed; its address and secret are written, never shown. */
export function RobotPanel({ robot, onClose }: { robot: Robot | undefined; onClose: () => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const form = useId()
  const [kind, setKind] = useState<RobotKind>(robot?.kind ?? 'wecom')
  const [draft, setDraft] = useState<RobotGiven>(robot ? givenOf(robot) : FRESH)
  const [webhook, setWebhook] = useState('')
  const [secret, setSecret] = useState('')
  const [tried, setTried] = useState(false)
  const set = (changed: Partial<RobotGiven>) => setDraft({ ...draft, ...changed })
  const saving = useMutation({
    mutationFn: () => {
      const secrets = { ...(webhook ? { webhook: webhook.trim() } : {}), ...(secret ? { secret } : {}) }
      return robot ? saveRobot(robot, { ...draft, ...secrets }) : addRobot(kind, { ...draft, ...secrets })
    },
    onSuccess: async () => {
      toast.done(t('delivery.saved'))
      await queries.invalidateQueries({ queryKey: ['channels'] })
      onClose()
    },
  })
  const scopeMissing = 'department' in draft.scope && !draft.scope.department
  const isWhole = draft.name.trim() && (robot || webhook.trim()) && draft.groups.length > 0 && !scopeMissing
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isWhole) saving.mutate()
  }
  return (
    <SidePanel
      open
      title={t(robot ? 'delivery.edit-robot' : 'delivery.add-robot')}
      onClose={onClose}
      footer={
        <Button type="primary" htmlType="submit" form={form} loading={saving.isPending}>
          {t('delivery.save')}
        </Button>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        {!robot && (
          <div className="field">
            <span id={`${form}-kind`}>{t('delivery.robot-kind')}</span>
            <Segmented<RobotKind>
              block
              aria-labelledby={`${form}-kind`}
              value={kind}
              onChange={setKind}
              options={ROBOT_KINDS.map((value) => ({ value, label: t(`delivery.kind-${value}`) }))}
            />
          </div>
        )}
        <Field
          label={t('delivery.robot-name')}
          error={tried && !draft.name.trim() && t('delivery.needed')}
          required
        >
          {(control) => (
            <Input
              {...control}
              maxLength={60}
              value={draft.name}
              onChange={({ target }) => set({ name: target.value })}
            />
          )}
        </Field>
        <Field
          label={t('delivery.webhook')}
          hint={robot ? t('delivery.webhook-kept', { address: robot.address }) : t('delivery.webhook-hint')}
          error={tried && !robot && !webhook.trim() && t('delivery.needed')}
          required={!robot}
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={webhook}
              onChange={({ target }) => setWebhook(target.value)}
            />
          )}
        </Field>
        {kind !== 'wecom' && (
          <Field
            label={t('delivery.secret')}
            hint={t(robot?.hasSecret ? 'delivery.secret-kept' : 'delivery.secret-hint')}
          >
            {(control) => (
              <Input.Password
                {...control}
                autoComplete="new-password"
                value={secret}
                onChange={({ target }) => setSecret(target.value)}
              />
            )}
          </Field>
        )}
        <ScopeFields scope={draft.scope} onChange={(scope) => set({ scope })} isTried={tried} />
        <Field
          label={t('delivery.told')}
          error={tried && draft.groups.length === 0 && t('delivery.told-needed')}
        >
          {({ id }) => (
            <Select
              id={id}
              mode="multiple"
              value={draft.groups}
              onChange={(groups) => set({ groups })}
              options={NOTICE_GROUPS.map((value) => ({ value, label: t(`notifications.group-${value}`) }))}
            />
          )}
        </Field>
        <div className="field">
          <span id={`${form}-language`}>{t('delivery.language')}</span>
          <Segmented<'zh' | 'en'>
            aria-labelledby={`${form}-language`}
            value={draft.language}
            onChange={(language) => set({ language })}
            options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`kit.language-${value}`) }))}
          />
        </div>
        <p>
          <Checkbox
            checked={draft.showsTitles}
            onChange={({ target }) => set({ showsTitles: target.checked })}
          >
            {t('delivery.shows-titles')}
          </Checkbox>
        </p>
        <p>
          <Checkbox checked={draft.isOn} onChange={({ target }) => set({ isOn: target.checked })}>
            {t('delivery.is-on')}
          </Checkbox>
        </p>
        <ErrorNote error={saving.error} className="form-error" />
      </form>
    </SidePanel>
  )
}

function givenOf({ name, scope, groups, language, showsTitles, isOn }: Robot): RobotGiven {
  return { name, scope, groups, language, showsTitles, isOn }
}

type Scope = RobotGiven['scope']

/** Whose news a group is told. */
function ScopeFields({
  scope,
  onChange,
  isTried,
}: {
  scope: Scope
  onChange: (scope: Scope) => void
  isTried: boolean
}) {
  const t = useText()
  const label = useLabel()
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const pools = useQuery(planQuery).data?.pools ?? []
  const begin = (kind: Scope['kind']): Scope =>
    kind === 'department'
      ? { kind, department: '' }
      : kind === 'pool'
        ? { kind, pool: pools[0]?.key ?? '' }
        : { kind }
  return (
    <>
      <Field label={t('delivery.scope')}>
        {({ id }) => (
          <Select<Scope['kind']>
            id={id}
            value={scope.kind}
            onChange={(kind) => onChange(begin(kind))}
            options={(['company', 'department', 'pool'] as const)
              .filter((kind) => kind !== 'pool' || pools.length > 0)
              .map((value) => ({ value, label: t(`delivery.scope-${value}`) }))}
          />
        )}
      </Field>
      {scope.kind === 'department' && (
        <Field
          label={t('delivery.department')}
          error={isTried && !scope.department && t('delivery.needed')}
          required
        >
          {({ id }) => (
            <Select
              id={id}
              showSearch={{ optionFilterProp: 'label' }}
              value={scope.department || undefined}
              onChange={(department) => onChange({ kind: 'department', department: department ?? '' })}
              options={departments.map(({ id: value, name }) => ({ value, label: name }))}
            />
          )}
        </Field>
      )}
      {scope.kind === 'pool' && (
        <Field label={t('delivery.scope-pool')}>
          {({ id }) => (
            <Select
              id={id}
              value={scope.pool}
              onChange={(pool) => onChange({ kind: 'pool', pool })}
              options={pools.map((pool) => ({ value: pool.key, label: label(pool.label) }))}
            />
          )}
        </Field>
      )}
    </>
  )
}
