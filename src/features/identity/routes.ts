import type { FastifyReply, FastifyRequest } from 'fastify'
import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const SESSION_COOKIE = 'baton_session'
const COOKIE_SECONDS = 90 * 86_400

/** Gives the browser its session cookie: not readable by scripts, not sent from other sites. */
export function giveCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: COOKIE_SECONDS,
  })
}

/** Where a request comes from, as the sessions list shows it. */
export function fromOf(request: FastifyRequest): actions.From {
  return { agent: request.headers['user-agent'] ?? '', ip: request.ip }
}

const tokenOf = (reply: FastifyReply) => reply.request.cookies[SESSION_COOKIE]

export const routes = [
  route(contract.signIn, async (context, { body }, reply) => {
    const { token, person } = await actions.signIn(
      context.db,
      context.now,
      body.email,
      body.password,
      fromOf(reply.request),
    )
    giveCookie(reply, token)
    return { person }
  }),
  route(contract.signOut, async (context, _input, reply) => {
    const token = tokenOf(reply)
    if (token) await actions.signOut(context.db, token)
    reply.clearCookie(SESSION_COOKIE, { path: '/' })
    return undefined
  }),
  route(contract.listSessions, (context, _input, reply) => actions.sessions(context, tokenOf(reply))),
  route(contract.endSession, (context, { params }) => actions.endSession(context, params.id)),
  route(contract.changePassword, (context, { body }, reply) =>
    actions.changePassword(context, body.current, body.next, tokenOf(reply), fromOf(reply.request)),
  ),
  route(contract.changeMe, (context, { body }) => actions.changeMe(context, body)),
  route(contract.readInvite, (context, { params }) => actions.readInvite(context, params.token)),
  route(contract.acceptInvite, async (context, { params, body }, reply) => {
    const { token, person } = await actions.acceptInvite(
      context,
      params.token,
      body.password,
      fromOf(reply.request),
    )
    giveCookie(reply, token)
    return { person }
  }),
  route(contract.listApiKeys, (context) => actions.apiKeys(context)),
  route(contract.createApiKey, (context, { body }) =>
    actions.createApiKey(context, body.name, body.expiresOn),
  ),
  route(contract.revokeApiKey, (context, { params }) => actions.revokeApiKey(context, params.id)),
]
