import type { Context } from './context.ts'
import type { ObjectDefinition } from './definition.ts'
import type { Route } from './route.ts'

/** What a feature changes in the generic road of its objects; what it leaves out stays generic. Each runs in the caller's context. */
export type ObjectHooks = {
  /** Carries out a create and answers the new record's id. */
  create?(context: Context, input: Record<string, unknown>): Promise<string>
  /** Carries out a change of `version`. */
  update?(context: Context, id: string, version: number, input: Record<string, unknown>): Promise<void>
  remove?(context: Context, id: string, version: number): Promise<void>
}

/** A feature as the application sees it. */
export type Feature = {
  name: string
  objects?: readonly ObjectDefinition[]
  hooks?: Readonly<Record<string, ObjectHooks>>
  routes?: readonly Route[]
}
