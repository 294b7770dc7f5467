import { ident, rendered } from '../../kernel/fragment.ts'
import { APP_ROLE } from '../../platform/db/pool.ts'
import type { FieldDefinition, ObjectDefinition } from '../definition.ts'
import { kindOf } from '../fields/index.ts'

const INDEX_NAME_MOST = 63

/** The statements that make the table of a new object: what every record has, its indexes, and the application's rights. */
export function tableSteps(object: ObjectDefinition): string[] {
  const table = quoted(object.table)
  const index = (what: string) => quoted(`${object.table}_${what}`.slice(0, INDEX_NAME_MOST))
  return [
    `create table ${table} (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null,
  holder_id uuid references person,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz,
  search text not null default '',
  search_grams int4[] not null default '{}'
)`,
    `create index ${index('name')} on ${table} (name collate "zh-x-icu", id) where deleted_at is null`,
    `create index ${index('created')} on ${table} (created_at desc, id desc) where deleted_at is null`,
    `create index ${index('holder')} on ${table} (holder_id)`,
    `create index ${index('search')} on ${table} using gin (search gin_trgm_ops)`,
    `create index ${index('grams')} on ${table} using gin (search_grams)`,
    `grant select, insert, update on ${table} to ${APP_ROLE}`,
  ]
}

/** The statements that add a field: its columns, what finds it fast, what keeps it unique, and the right to write it. */
export function columnSteps(object: ObjectDefinition, field: FieldDefinition): string[] {
  const columns = kindOf(field).columns(field)
  const [main] = columns
  if (!main) return []
  const table = quoted(object.table)
  const name = quoted(main.name)
  const steps: string[] = []
  if (field.type === 'auto-number') {
    const sequence = quoted(`${object.table}_${main.name}_seq`.slice(0, INDEX_NAME_MOST))
    steps.push(
      `create sequence ${sequence}`,
      `grant usage on sequence ${sequence} to ${APP_ROLE}`,
      `alter table ${table} add column ${name} bigint not null default nextval('${sequence}')`,
      `alter sequence ${sequence} owned by ${table}.${name}`,
    )
  } else {
    for (const column of columns)
      steps.push(`alter table ${table} add column ${quoted(column.name)} ${column.sqlType}`)
    steps.push(
      `grant update (${columns.map((column) => quoted(column.name)).join(', ')}) on ${table} to ${APP_ROLE}`,
    )
  }
  const index = kindOf(field).index?.(field)
  const indexName = quoted(`${object.table}_${main.name}`.slice(0, INDEX_NAME_MOST))
  if (field.unique)
    steps.push(`create unique index ${indexName} on ${table} (${name}) where deleted_at is null`)
  else if (index) steps.push(`create index ${indexName} on ${table} ${index}`)
  return steps
}

function quoted(name: string): string {
  return rendered(ident(name)).text
}
