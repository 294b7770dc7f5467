import { fold } from '../../../kernel/text.ts'
import { searchGramsOf, searchTextOf } from '../../../objects/search-text.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { type JournalEntry, record } from '../../../platform/events/journal.ts'
import { bumpAccess, giveRoleByKey } from '../../permissions/index.ts'
import * as errors from '../errors.ts'
import * as store from '../store.ts'
import { type Author, checkFunctions, journal } from './changing.ts'

export type WantedPerson = {
  name: string
  email?: string | null | undefined
  department?: string | null | undefined
  manager?: string | null | undefined
  functions?: readonly string[] | undefined
  skills?: readonly string[] | undefined
  role?: string | undefined
}

type Known = { id: string; name: string; email: string | null; active: boolean }

export type Ensured = {
  /** Ids by folded name; of two people of one name the later one. */
  ids: Map<string, string>
  /** Ids in the order asked for. */
  inOrder: string[]
  created: string[]
}

/**
 * Makes sure that everyone named is there. An e-mail is a person: found by it, or else the only person of that name who has none
 * gets it. Without an e-mail the name is the person. The rest are made with their departments, managers and roles (`sales` where
 * none is said). Refuses `organisation.several-of-that-name`, unknown managers and functions, circles of managers.
 */
export async function ensurePeople(
  tx: Tx,
  context: Author,
  wanted: readonly WantedPerson[],
): Promise<Ensured> {
  const people = new Directory(await store.peopleByName(tx))
  const missing: WantedPerson[] = []
  // Those with an e-mail first: a line with the bare name then means one of them.
  for (const person of [...wanted].sort((a, b) => Number(!a.email) - Number(!b.email))) {
    if (people.find(person)) continue
    const nameless = person.email ? people.ofNameWithoutEmail(person.name) : undefined
    if (nameless) {
      await giveEmail(tx, context, nameless, person.email ?? '')
      people.gotEmail(nameless, person.email ?? '')
    } else {
      missing.push(person)
      people.add({ id: '', name: person.name, email: person.email ?? null, active: true })
    }
  }
  const created = await create(tx, context, missing)
  missing.forEach((person, i) => {
    const known = people.find(person)
    if (known) known.id = created[i] ?? ''
  })
  await setManagers(tx, context, missing, people)
  await giveRoles(tx, missing, created)
  if (created.length > 0) await bumpAccess(tx)
  const inOrder = wanted.map((person) => people.find(person)?.id ?? '')
  return { ids: new Map(wanted.map((p, i) => [fold(p.name), inOrder[i] ?? ''])), inOrder, created }
}

/** Who is known, by e-mail and by name. */
class Directory {
  readonly #byEmail = new Map<string, Known>()
  readonly #byName = new Map<string, Known[]>()

  constructor(known: readonly Known[]) {
    for (const person of known) this.add({ ...person })
  }

  add(person: Known): void {
    if (person.email) this.#byEmail.set(person.email, person)
    const name = fold(person.name)
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), person])
  }

  /** Refuses `organisation.several-of-that-name` where a name alone does not tell. */
  find({ name, email }: { name: string; email?: string | null | undefined }): Known | undefined {
    return email ? this.#byEmail.get(email) : this.#only(name, this.#ofName(name))
  }

  ofNameWithoutEmail(name: string): Known | undefined {
    return this.#only(
      name,
      this.#ofName(name).filter((person) => person.email === null),
    )
  }

  gotEmail(person: Known, email: string): void {
    person.email = email
    this.#byEmail.set(email, person)
  }

  #ofName(name: string): Known[] {
    const all = this.#byName.get(fold(name)) ?? []
    const active = all.filter((person) => person.active)
    return active.length > 0 ? active : all
  }

  #only(name: string, found: readonly Known[]): Known | undefined {
    if (found.length > 1) throw errors.severalOfThatName({ name, people: found.length })
    return found[0]
  }
}

async function create(tx: Tx, context: Author, missing: readonly WantedPerson[]): Promise<string[]> {
  await checkFunctions(
    tx,
    missing.flatMap((p) => [...(p.functions ?? [])]),
  )
  const departments = await ensureDepartments(
    tx,
    context,
    missing.flatMap((p) => (p.department ? [p.department] : [])),
  )
  return insertPeople(
    tx,
    context,
    missing.map((p) => ({
      name: p.name,
      email: p.email ?? null,
      departmentId: p.department ? (departments.get(fold(p.department)) ?? null) : null,
      managerId: null,
      functions: p.functions ?? ['sales'],
      skills: p.skills ?? [],
      territories: [],
    })),
  )
}

async function giveEmail(tx: Tx, context: Author, person: Known, email: string): Promise<void> {
  const search = searchTextOf([person.name, email])
  await store.updatePerson(tx, person.id, { email }, context.viewer.personId, context.now)
  await store.makeFindable(tx, person.id, search, searchGramsOf(search))
  await journal(tx, context, {
    kind: 'person.updated',
    object: 'person',
    recordId: person.id,
    before: { email: null },
    after: { email },
  })
}

async function setManagers(
  tx: Tx,
  context: Author,
  made: readonly WantedPerson[],
  people: Directory,
): Promise<void> {
  for (const person of made) {
    if (!person.manager) continue
    const manager = people.find({ name: person.manager })?.id
    const id = people.find(person)?.id
    if (!manager) throw errors.unknownManager({ manager: person.manager })
    if (!id || manager === id) continue
    if (await store.managesRound(tx, id, manager)) throw errors.goesRound({ name: person.name })
    await store.updatePerson(tx, id, { manager }, context.viewer.personId, context.now)
  }
}

async function giveRoles(tx: Tx, people: readonly WantedPerson[], ids: readonly string[]): Promise<void> {
  const byRole = Map.groupBy(
    people.map(({ role }, i) => ({ role: role ?? 'sales', id: ids[i] ?? '' })),
    ({ role }) => role,
  )
  for (const [role, members] of byRole) {
    if (
      !(await giveRoleByKey(
        tx,
        members.map(({ id }) => id),
        role,
      ))
    )
      throw errors.unknownRole({ role })
  }
}

async function ensureDepartments(
  tx: Tx,
  context: Author,
  names: readonly string[],
): Promise<Map<string, string>> {
  const ids = new Map((await store.departments(tx)).map((d) => [fold(d.name), d.id]))
  for (const name of new Set(names)) {
    if (ids.has(fold(name))) continue
    const id = await store.insertDepartment(tx, name, null, context.viewer.personId, context.now)
    ids.set(fold(name), id)
    await journal(tx, context, {
      kind: 'department.created',
      object: 'department',
      recordId: id,
      after: { name },
    })
  }
  return ids
}

type Basics = Omit<store.NewPerson, 'search' | 'searchGrams'>

/** Adds people with what makes them findable, each with its event; answers their ids in the order given. */
export async function insertPeople(tx: Tx, context: Author, people: readonly Basics[]): Promise<string[]> {
  if (people.length === 0) return []
  const rows = people.map((p) => {
    const search = searchTextOf([p.name, p.email ?? ''])
    return { ...p, search, searchGrams: searchGramsOf(search) }
  })
  const ids = await store.insertPeople(tx, rows, context.viewer.personId, context.now)
  const entries = people.map(
    (person, i): JournalEntry => ({
      kind: 'person.created',
      object: 'person',
      recordId: ids[i] ?? '',
      after: person,
    }),
  )
  await record(tx, context.actor, context.now, entries)
  return ids
}
