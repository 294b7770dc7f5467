/** Branded ids: UUIDv7 text made by the database (`uuidv7()`), never by hand. */
declare const brand: unique symbol
export type Id<Name extends string> = string & { readonly [brand]: Name }

export type OpportunityId = Id<'opportunity'>
export type PersonId = Id<'person'>
export type DepartmentId = Id<'department'>
export type AccountId = Id<'account'>
export type ContactId = Id<'contact'>
export type StageId = Id<'stage'>
export type PlanVersionId = Id<'plan-version'>
export type DecisionId = Id<'decision'>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** True where `text` has the form of an id; says nothing of whether the record exists. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text)
}
