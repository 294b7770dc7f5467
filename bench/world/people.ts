import type { Sql } from '../../src/platform/db/pool.ts'
import type { Chance } from './random.ts'
import { personName, provinces } from './words.ts'

export type Someone = { id: string; function: string; managerId: string | null; departmentId: string }
export type Company = { people: Someone[]; directors: string[]; managers: string[] }

const MANAGERS = 12
const REPORTS = 40 // of each manager
const FUNCTIONS = [
  'sales',
  'sales',
  'sales',
  'sales',
  'sales',
  'marketing',
  'technical-support',
  'customer-success',
]
const ROLE: Readonly<Record<string, string>> = {
  sales: 'sales',
  marketing: 'marketing',
  'technical-support': 'support',
  'customer-success': 'success',
}
const BIRTH = Date.UTC(2022, 0, 1)

/** A company of about 500: 7 directors, each over managers, each manager with 40 reports in teams of ten. Password: none; sessions are made. */
export async function hire(owner: Sql, chance: Chance): Promise<Company> {
  const id = () => chance.uuid(BIRTH)
  const [root] = await owner<
    { id: string }[]
  >`insert into department (id, name) values (${id()}, 'Baton Bench 集团') returning id`
  const people: (Someone & Record<string, unknown>)[] = []
  const add = (one: Partial<Someone> & { departmentId: string; function: string; role: string }) => {
    const person = {
      id: id(),
      managerId: null,
      name: personName(chance),
      territories: [] as string[],
      ...one,
    }
    people.push(person)
    return person
  }
  const directors: string[] = []
  const managers: string[] = []
  const departments: { id: string; name: string; parent: string | undefined }[] = []
  for (let d = 0; d < MANAGERS / 2; d++) {
    const region = { id: id(), name: `大区 ${d + 1}`, parent: root?.id }
    departments.push(region)
    const director = add({ departmentId: region.id, function: 'sales', role: 'director' })
    directors.push(director.id)
    for (let m = 0; m < 2; m++) {
      const division = { id: id(), name: `分部 ${d + 1}-${m + 1}`, parent: region.id }
      departments.push(division)
      const manager = add({
        departmentId: division.id,
        function: 'sales',
        role: 'manager',
        managerId: director.id,
      })
      managers.push(manager.id)
      const teams = Array.from({ length: 4 }, (_, t) => ({
        id: id(),
        name: `小组 ${d + 1}-${m + 1}-${t + 1}`,
        parent: division.id,
      }))
      departments.push(...teams)
      for (let r = 0; r < REPORTS; r++) {
        const fn = FUNCTIONS[r % FUNCTIONS.length] ?? 'sales'
        const place = provinces[(d * 2 + m + r) % provinces.length] ?? ''
        add({
          departmentId: teams[r % 4]?.id ?? division.id,
          function: fn,
          role: ROLE[fn] ?? 'sales',
          managerId: manager.id,
          ...({ territories: [place.slice(0, 2)] } as object),
        })
      }
    }
  }
  await write(owner, departments, people)
  return { people, directors, managers }
}

async function write(owner: Sql, departments: readonly object[], people: readonly object[]): Promise<void> {
  await owner`insert into department (id, name, parent_id)
    select d.id, d.name, d.parent from jsonb_to_recordset(${JSON.stringify(departments)}::text::jsonb) as d(id uuid, name text, parent uuid)`
  await owner`insert into person (id, name, email, department_id, manager_id, functions, territories, search)
    select p.id, p.name, 'p' || row_number() over () || '@bench.example', p."departmentId", p."managerId", array[p.function],
      p.territories, lower(p.name)
    from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb)
      as p(id uuid, name text, "departmentId" uuid, "managerId" uuid, function text, territories text[])`
  await owner`insert into person_role (person_id, role_id)
    select p.id, r.id from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb) as p(id uuid, role text) join role r on r.key = p.role`
  await owner`update company set access_version = access_version + 1, metadata_version = metadata_version + 1`
}
