import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import type { PersonRow } from '../../../src/features/organisation/contract.ts'
import { useFunctionName } from '../../client/functions.ts'
import { rolesQuery } from '../../client/organisation.ts'
import { PersonMark } from '../../kit/person-mark.tsx'
import type { Column } from '../../kit/table-columns.ts'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { regionsQuery } from '../../records/regions.ts'

/** What the table of people shows. */
export function usePeopleColumns(): readonly Column<PersonRow>[] {
  const t = useText()
  const label = useLabel()
  const language = useLanguage()
  const functionName = useFunctionName()
  const roles = useQuery(rolesQuery).data?.items ?? []
  const regions = useQuery(regionsQuery).data?.names
  const between = language === 'zh' ? '、' : ', '
  const list = (words: readonly string[]) => words.join(between)
  return [
    {
      key: 'name',
      title: t('organisation.name'),
      width: 170,
      card: 'title',
      render: (p) => <Name person={p} />,
    },
    { key: 'email', title: t('organisation.email'), width: 190, render: (p) => p.email },
    { key: 'department', title: t('organisation.department'), width: 110, render: (p) => p.department?.name },
    { key: 'manager', title: t('organisation.manager'), width: 90, render: (p) => p.manager?.name },
    {
      key: 'functions',
      title: t('organisation.functions'),
      width: 150,
      render: (p) => list(p.functions.map(functionName)),
    },
    {
      key: 'roles',
      title: t('organisation.roles'),
      width: 110,
      render: (p) => list(roles.filter((role) => p.roles.includes(role.id)).map((role) => label(role.label))),
    },
    { key: 'open', title: t('organisation.open'), width: 90, align: 'end', render: (p) => p.open },
    {
      key: 'territories',
      title: t('organisation.territories'),
      width: 150,
      card: 'hidden',
      render: (p) => list(p.territories.map((code) => regions?.get(code)?.[language] ?? code)),
    },
    {
      key: 'skills',
      title: t('organisation.skills'),
      width: 130,
      card: 'hidden',
      render: (p) => list(p.skills),
    },
    {
      key: 'weight',
      title: t('organisation.weight'),
      width: 100,
      align: 'end',
      card: 'hidden',
      render: (p) => p.weight,
    },
    {
      key: 'caps',
      title: t('organisation.caps'),
      width: 160,
      card: 'hidden',
      render: (p) => <Caps person={p} />,
    },
  ]
}

function Name({ person }: { person: PersonRow }) {
  const t = useText()
  return (
    <span className="person-line">
      <PersonMark name={person.name} id={person.id} />
      {person.admin && <Tag>{t('organisation.admin')}</Tag>}
      {!person.active && <Tag color="warning">{t('organisation.left')}</Tag>}
    </span>
  )
}

function Caps({ person }: { person: PersonRow }) {
  const t = useText()
  const limits = [
    ['organisation.cap-open', person.openCap],
    ['organisation.cap-day', person.dayCap],
    ['organisation.cap-week', person.weekCap],
    ['organisation.cap-units', person.unitCap],
  ] as const
  return limits.flatMap(([key, cap]) => (cap === null ? [] : [t(key, { cap })])).join(t('routing.and'))
}
