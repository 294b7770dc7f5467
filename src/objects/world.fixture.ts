import { testDatabase } from '../../test/database.ts'
import { connect, type Sql } from '../platform/db/pool.ts'
import { fromPrimary } from '../platform/db/standby.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Grant, Right, Scope, Viewer } from './access.ts'
import type { Context } from './context.ts'
import { loadRegistry, type Registry } from './metadata.ts'
import { OBJECTS } from './objects.fixture.ts'

const SYSTEM = `id uuid primary key default uuidv7(), version bigint not null default 1, created_at timestamptz not null default now(),
  created_by uuid, updated_at timestamptz not null default now(), updated_by uuid, deleted_at timestamptz`
const SEARCH = `search text not null default '', search_grams int4[] not null default '{}'`
const TABLES = `
  create table client (${SYSTEM}, ${SEARCH}, name text not null, holder_id uuid, region text, secret text);
  create unique index client_name on client (name) where deleted_at is null;
  create table matter (${SYSTEM}, ${SEARCH}, title text not null, holder_id uuid, client_id uuid references client, amount bigint,
    amount_currency text, score double precision, day date, state text, secret text);
  create table helping (matter_id uuid not null, person_id uuid not null, during tstzrange not null);
  create table note (${SYSTEM}, content text not null, matter_id uuid not null references matter);
  grant select, insert, update on client, matter, helping, note to baton_app;
  insert into company (name, type) values ('Test', 'growing')`

export const NOW = '2026-11-23T08:00:00.000Z'
const NAMES = ['王芳', 'Ben', 'Cleo', 'Dan', 'Eve'] as const
export type World = Awaited<ReturnType<typeof openWorld>>

/** A database of its own with these objects and five people: 王芳 leads Ben and Cleo; Dan sits in a department below hers. */
export async function openWorld() {
  const { url, close } = await testDatabase()
  const db = connect(url, { as: 'app', max: 4 })
  const owner = connect(url, { as: 'owner', max: 2 })
  await owner.unsafe(TABLES)
  const [team, below] = await owner<
    { id: string }[]
  >`insert into department (name) values ('Team'), ('Below') returning id`
  const people: string[] = []
  for (const [i, name] of NAMES.entries()) {
    const home = i < 3 ? team?.id : i === 3 ? below?.id : null
    const manager = i === 1 || i === 2 ? (people[0] ?? null) : null
    const [row] = await owner<{ id: string }[]>`
      insert into person (name, department_id, manager_id) values (${name}, ${home ?? null}, ${manager}) returning id`
    people.push(row?.id ?? '')
  }
  let registry = await loadRegistry(db, OBJECTS, { now: () => NOW })
  return {
    db,
    owner,
    people,
    departments: [team?.id ?? '', below?.id ?? ''],
    registry: () => registry,
    reload: async () => {
      registry = await loadRegistry(db, OBJECTS, { now: () => NOW })
    },
    /** The context of one of the five, an administrator unless grants are given. */
    as: (who: number, grants?: Viewer['grants']) =>
      contextOf(db, registry, viewerOf(people, who, [team?.id ?? '', below?.id ?? ''], grants)),
    close: async () => {
      await Promise.all([db.end(), owner.end()])
      await close()
    },
  }
}

function viewerOf(
  people: readonly string[],
  who: number,
  departments: readonly string[],
  grants?: Viewer['grants'],
): Viewer {
  const [team = '', below = ''] = departments
  return {
    personId: people[who] ?? '',
    name: NAMES[who] ?? '',
    admin: grants === undefined,
    language: 'zh',
    departmentId: who < 3 ? team : who === 3 ? below : null,
    departmentTree: who < 3 ? [team, below] : who === 3 ? [below] : [],
    reports: who === 0 ? people.slice(1, 3) : [],
    functions: [],
    grants: grants ?? {},
  }
}

function contextOf(db: Sql, registry: Registry, viewer: Viewer): Context {
  return {
    db,
    read: fromPrimary(db),
    now: NOW,
    registry,
    viewer,
    actor: { kind: 'person', personId: viewer.personId },
    requestId: 'test',
    transaction: (work) => transaction(db, work),
  }
}

/** A grant with these rights, scopes and restricted fields. */
export function grant(
  rights: readonly Right[],
  scopes: readonly Scope[],
  fields: Grant['fields'] = {},
): Grant {
  return { rights: new Set(rights), scopes, fields }
}
