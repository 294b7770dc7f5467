import { SCHEMA, type Sql } from '../src/platform/db/pool.ts'

/** The schema as text, the same for equal schemas: tables, constraints, indexes, triggers, rights and functions. */
export async function schemaText(db: Sql): Promise<string> {
  const tables = await db<{ oid: number; name: string }[]>`
    select c.oid::int as oid, c.relname as name from pg_class c where c.relnamespace = ${SCHEMA}::regnamespace and c.relkind = 'r' order by c.relname`
  const parts: string[] = [
    '-- The schema as the migrations make it. Written by `npm run schema`; read it, do not change it.\n',
  ]
  for (const table of tables) parts.push(await tableText(db, table))
  const functions = await db<{ text: string }[]>`
    select pg_get_functiondef(p.oid) as text from pg_proc p where p.pronamespace = ${SCHEMA}::regnamespace order by p.proname`
  return [...parts, ...functions.map(({ text }) => `${text.trim()};\n`)].join('\n')
}

async function tableText(db: Sql, { oid, name }: { oid: number; name: string }): Promise<string> {
  const columns = await db<{ text: string }[]>`
    select a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
              when a.attidentity <> '' then ' generated always as identity'
              when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
      || case when a.attnotnull then ' not null' else '' end as text
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = ${oid} and a.attnum > 0 and not a.attisdropped order by a.attnum`
  const constraints = await db<{ text: string }[]>`
    select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) as text from pg_constraint
    where conrelid = ${oid} and contype in ('p', 'u', 'f', 'c', 'x') order by contype, conname`
  const indexes = await db<{ text: string }[]>`
    select pg_get_indexdef(i.indexrelid) || ';' as text from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = ${oid} and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid) order by c.relname`
  const triggers = await db<{ text: string }[]>`
    select pg_get_triggerdef(oid) || ';' as text from pg_trigger where tgrelid = ${oid} and not tgisinternal order by tgname`
  const rights = await db<{ text: string }[]>`
    select 'grant ' || string_agg(lower(privilege_type), ', ' order by privilege_type) || ' on ' || ${name} || ' to ' || grantee || ';' as text
    from information_schema.role_table_grants where table_schema = ${SCHEMA} and table_name = ${name} and grantee = 'baton_app' group by grantee`
  const body = [...columns, ...constraints].map(({ text }) => `  ${text}`).join(',\n')
  return [
    `create table ${name} (\n${body}\n);`,
    ...[...indexes, ...triggers, ...rights].map(({ text }) => text),
    '',
  ].join('\n')
}
