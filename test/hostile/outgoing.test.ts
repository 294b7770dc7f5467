import { describe, expect, test } from 'vitest'
import { projectFiles } from '../../tools/house/files.ts'

/**
 * Everything that leaves the server, and why its address is nobody's but the operator's. A feature that calls an address somebody
 * typed (a webhook, a picture, single sign-on) comes with a module that refuses addresses of this machine and its network, and is
 * entered here with it.
 */
const LEAVES: Readonly<Record<string, string>> = {
  'src/platform/db/pool.ts postgres': 'the database, whose address is DATABASE_URL or our own PostgreSQL',
  'src/platform/db/embedded.ts node:net': 'asks this machine for a free port; connects to nothing',
  'src/platform/db/embedded.ts node:child_process': 'starts our own PostgreSQL from its package',
  'src/platform/http/proxies.ts node:net': 'its lists of networks; connects to nothing',
  'src/platform/mail.ts nodemailer':
    'the mail server of the environment, or an administrator’s: only at ports of mail, and nothing of its answer but words is shown',
  'src/platform/chat/robot.ts fetch':
    'robots of groups: only at their vendors’ hosts, by https and without following elsewhere, or at origins of the environment',
  'src/app/doctor/machine.ts node:net': 'knocks at the port of this configuration, by the operator’s hand',
}

/** Modules with which a program reaches others. */
const REACHING =
  /from '((?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises|child_process)|undici|axios|got|node-fetch|ws|nodemailer|openid-client|postgres|pg)'/g
/** What reaches others without a module. */
const GLOBALS = /\b(fetch|WebSocket|EventSource|XMLHttpRequest)\s*\(|\bnavigator\.sendBeacon\b/g

const product = (root: string) =>
  projectFiles().filter(({ path }) => path.startsWith(root) && !/\.(test|fixture)\.tsx?$/.test(path))

function leaving(path: string, text: string): string[] {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
  const typesOnly = code.replace(/^import type .*$/gm, '')
  return [
    ...[...typesOnly.matchAll(REACHING)].map(([, module]) => `${path} ${module}`),
    ...[...code.matchAll(GLOBALS)].map(([, name]) => `${path} ${name}`),
  ]
}

describe('the server', () => {
  test('reaches nothing but what is listed with its reason', () => {
    const found = product('src/').flatMap(({ path, text }) => leaving(path, text))
    expect([...new Set(found)].sort()).toEqual(Object.keys(LEAVES).sort())
  })
  test('loads no code from an address that is made up while it runs', () => {
    const loading = product('src/').flatMap(({ path, text }) =>
      [...text.matchAll(/\bimport\(([^)'"]*)\)|\beval\(|new Function\(/g)].map(
        ([found]) => `${path} ${found}`,
      ),
    )
    expect(loading).toEqual([])
  })
  test('would be noticed if it did', () => {
    for (const line of [
      "import { request } from 'node:https'",
      "import postgres from 'postgres'",
      'await fetch(url)',
    ])
      expect(leaving('x.ts', line), line).toHaveLength(1)
  })
})

describe('the web app', () => {
  test('speaks with its own origin only', () => {
    const calls = product('web/').flatMap(({ path, text }) => leaving(path, text))
    expect([...new Set(calls)].sort()).toEqual([
      'web/client/call.ts fetch',
      'web/client/live.ts EventSource',
      'web/features/imports/queries.ts fetch',
      'web/features/trials/queries.ts fetch',
    ])
    const addresses = product('web/').flatMap(({ path, text }) =>
      [...text.matchAll(/(?:fetch|EventSource|assign|open)\(\s*['"`](?!\/)[^'"`]*/g)].map(
        ([found]) => `${path} ${found}`,
      ),
    )
    expect(addresses).toEqual([])
  })
  test('puts no text into a page but as text', () => {
    const risky = product('web/').flatMap(({ path, text }) =>
      [
        ...text.matchAll(
          /dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|srcDoc|\beval\(|new Function\(/g,
        ),
      ].map(([found]) => `${path} ${found}`),
    )
    expect(risky).toEqual([])
  })
})
