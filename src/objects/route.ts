import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint } from '../kernel/endpoint.ts'
import { type RouteOf, routesFor } from '../platform/http/route.ts'
import type { Context } from './context.ts'

export type Route = RouteOf<Context>

/** Binds an endpoint to the action that carries it out. */
export const route = routesFor<Context>()

/** A route that writes its own answer. The context is the caller's; `open` routes get the context of nobody. */
export function rawRoute(
  declared: {
    method: Endpoint['method']
    path: string
    summary: string
    access?: 'open' | 'signed-in'
    endless?: true
  },
  handle: (context: Context, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): Route {
  return { kind: 'raw', access: 'signed-in', ...declared, handle }
}
