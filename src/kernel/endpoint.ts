import type { ZodType } from 'zod'

/** How a program and a person reach an action: one declaration gives validation, types, OpenAPI and the web client. */
export type Endpoint<
  Params extends ZodType = ZodType,
  Query extends ZodType = ZodType,
  Body extends ZodType = ZodType,
  Result extends ZodType = ZodType,
> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, parameters as `:name`. */
  path: string
  summary: string
  /** `open`: no sign-in needed. Default `signed-in`. */
  access?: 'open' | 'signed-in'
  /** Demands `If-Match: "<version>"`: 428 where it is missing; the action answers 412 where it is stale. */
  ifMatch?: boolean
  /** The answer carries a secret: it is never kept, so that a repeated Idempotency-Key is answered with 409. */
  secret?: boolean
  /** Success status; default 200, 201 for POST, 204 where `result` is absent. */
  status?: number
  params?: Params
  query?: Query
  body?: Body
  result?: Result
}

/** Declares an endpoint; returns it as it is, with its types. */
export function endpoint<
  Params extends ZodType,
  Query extends ZodType,
  Body extends ZodType,
  Result extends ZodType,
>(declared: Endpoint<Params, Query, Body, Result>): Endpoint<Params, Query, Body, Result> {
  return declared
}
