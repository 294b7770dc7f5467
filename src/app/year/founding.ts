import { instantOf } from '../../kernel/time.ts'
import { searchGramsOf, searchTextOf } from '../../objects/search-text.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Away, Company } from './company.ts'

const json = (rows: readonly object[]) => JSON.stringify(rows)

const findable = (texts: readonly string[]) => {
  const search = searchTextOf(texts)
  return { search, grams: searchGramsOf(search) }
}

/** Departments and people with their roles and managers, as they were on the day before the year. */
export async function insertCompany(tx: Tx, { departments, people }: Company, at: string): Promise<void> {
  await tx`insert into department (id, name, parent_id, position, created_at, updated_at)
    select d.id, d.name, d.parent, row_number() over (), ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${json(departments)}::text::jsonb) as d(id uuid, name text, parent uuid)`
  const rows = people.map((one) => ({
    ...one,
    functions: one.function ? [one.function] : [],
    ...findable([one.name, one.email]),
  }))
  await tx`insert into person (id, name, email, department_id, manager_id, functions, skills, territories, weight, search, search_grams,
      created_at, updated_at)
    select p.id, p.name, p.email, p.department, p.manager, p.functions, p.skills, p.territories, p.weight, p.search, p.grams,
      ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${json(rows)}::text::jsonb) as p(id uuid, name text, email text, department uuid, manager uuid, functions text[],
      skills text[], territories text[], weight float8, search text, grams int4[])`
  await tx`insert into person_role (person_id, role_id)
    select p.id, r.id from jsonb_to_recordset(${json(people)}::text::jsonb) as p(id uuid, role text) join role r on r.key = p.role`
}

export async function insertAbsences(tx: Tx, away: readonly Away[], at: string): Promise<void> {
  const rows = away.map((one) => ({ ...one, from: instantOf(one.from), until: instantOf(one.until) }))
  await tx`insert into absence (person_id, during, kind, deputy_id, created_at, updated_at)
    select a."personId", tstzrange(a."from", a.until), a.kind, a."deputyId", ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${json(rows)}::text::jsonb) as a("personId" uuid, "from" timestamptz, until timestamptz, kind text, "deputyId" uuid)`
}

export async function insertAccounts(tx: Tx, { accounts, people }: Company, at: string): Promise<void> {
  const sellers = people.filter((one) => one.function === 'sales')
  const rows = accounts.map((one, n) => ({
    ...one,
    holder: sellers[n % sellers.length]?.id,
    ...findable([one.name]),
  }))
  await tx`insert into account (id, name, holder_id, region, industry, search, search_grams, created_at, updated_at)
    select a.id, a.name, a.holder, a.region, a.industry, a.search, a.grams, ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${json(rows)}::text::jsonb) as a(id uuid, name text, holder uuid, region text, industry text, search text, grams int4[])`
}

export async function insertProducts(tx: Tx, { products }: Company, at: string): Promise<void> {
  const rows = products.map((one) => ({ ...one, ...findable([one.name]) }))
  await tx`insert into product (id, name, series, list_price, list_price_currency, search, search_grams, created_at, updated_at)
    select p.id, p.name, p.series, p.price, 'CNY', p.search, p.grams, ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${json(rows)}::text::jsonb) as p(id uuid, name text, series text, price bigint, search text, grams int4[])`
}
