import type { PatchStep, PlanDocument } from '../../../src/features/plan/contract.ts'

type Json = Record<string, unknown> | unknown[]

/** The document with the steps of an RFC 6902 patch applied (add, replace, remove); undefined where one of them has no place. */
export function patched(document: PlanDocument, steps: readonly PatchStep[]): PlanDocument | undefined {
  const copy = structuredClone(document)
  return steps.every((step) => apply(copy, step)) ? copy : undefined
}

function apply(document: PlanDocument, { op, path, value }: PatchStep): boolean {
  const names = path
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = names.pop()
  if (last === undefined) return false
  let holder: unknown = document
  for (const name of names) {
    if (!isHolder(holder) || !Object.hasOwn(holder, name)) return false
    holder = Reflect.get(holder, name)
  }
  if (!isHolder(holder)) return false
  return Array.isArray(holder) ? inList(holder, op, last, value) : inRecord(holder, op, last, value)
}

function inList(list: unknown[], op: PatchStep['op'], name: string, value: unknown): boolean {
  const at = name === '-' ? list.length : Number(name)
  if (!Number.isInteger(at) || at < 0 || at > list.length) return false
  if (op === 'add') {
    list.splice(at, 0, value)
    return true
  }
  if (at === list.length) return false
  if (op === 'remove') list.splice(at, 1)
  else list[at] = value
  return true
}

function inRecord(
  record: Record<string, unknown>,
  op: PatchStep['op'],
  name: string,
  value: unknown,
): boolean {
  if (name === '__proto__' || (op !== 'add' && !Object.hasOwn(record, name))) return false
  if (op === 'remove') delete record[name]
  else record[name] = value
  return true
}

function isHolder(value: unknown): value is Json & Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
