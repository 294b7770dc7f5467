import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ZodType, z } from 'zod'
import type { Endpoint } from '../../kernel/endpoint.ts'

/** Checked parameters, query and body; `ifMatch` is the version of the If-Match header (0 where the endpoint asks for none). */
export type Input<P extends ZodType, Q extends ZodType, B extends ZodType> = {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  ifMatch: number
}

/** An endpoint with what carries it out; `raw` ones write their own answer (a stream, a file, an upload). */
export type RouteOf<C> =
  | {
      kind: 'endpoint'
      endpoint: Endpoint
      handle: (context: C, input: never, reply: FastifyReply) => Promise<unknown>
    }
  | {
      kind: 'raw'
      method: Endpoint['method']
      path: string
      summary: string
      access: 'open' | 'signed-in'
      /** A stream without an end of its own: how long it is open is no time to answer. */
      endless?: true
      handle: (context: C, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
    }

/** Binds an endpoint to its action. */
export type BindRoute<C> = <P extends ZodType, Q extends ZodType, B extends ZodType, R extends ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  handle: (context: C, input: Input<P, Q, B>, reply: FastifyReply) => Promise<z.input<R> | undefined>,
) => RouteOf<C>

/** The binding for contexts of type `C`. */
export function routesFor<C>(): BindRoute<C> {
  return (endpoint, handle) => ({
    kind: 'endpoint',
    endpoint: endpoint as unknown as Endpoint,
    handle: handle as never,
  })
}
