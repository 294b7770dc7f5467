import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { createConnection } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../platform/config.ts'
import { memoryHere } from '../../platform/db/embedded-settings.ts'
import { VERSION } from '../../platform/version.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const GB = 1024 ** 3
const FILES_WANTED = 4096

/** What this machine is, as far as Baton needs it. `isRunning`: the server of this home runs, so its port is taken by right. */
export async function machineFindings(config: Config, isRunning: boolean): Promise<Finding[]> {
  return [
    ok('Baton', VERSION),
    node(),
    memory(),
    openFiles(),
    ...home(config.home),
    disk(config.home),
    web(),
    isRunning ? ok('port', 'Baton runs') : await port(config),
    exposure(config),
  ]
}

function node(): Finding {
  const { node: found } = process.versions
  const [major = 0] = found.split('.').map(Number)
  if (major === 24) return ok('Node', found)
  return warn('Node', `${found}; Baton is tested with 24`, 'install Node.js 24, or let npm start fetch it')
}

function memory(): Finding {
  const bytes = memoryHere()
  const text = `${gigabytes(bytes)} GB${process.constrainedMemory() > 0 && process.constrainedMemory() <= bytes ? ' (limit of this container)' : ''}`
  return bytes < 0.95 * GB
    ? warn('memory', `${text}; little for PostgreSQL and imports`, 'give it 1 GB or more')
    : ok('memory', text)
}

function openFiles(): Finding {
  const limit = openFileLimit()
  if (limit === undefined) return ok('open files', 'not known on this platform')
  if (limit >= FILES_WANTED)
    return ok('open files', limit === Number.POSITIVE_INFINITY ? 'no limit' : `at most ${limit}`)
  return warn(
    'open files',
    `at most ${limit}; each live stream and connection takes one`,
    `ulimit -n ${FILES_WANTED} before the start, or LimitNOFILE=65536 in the systemd unit`,
  )
}

function openFileLimit(): number | undefined {
  try {
    const found = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return found === 'unlimited' ? Number.POSITIVE_INFINITY : Number(found)
  } catch {
    return undefined
  }
}

function home(folder: string): Finding[] {
  const place = existing(folder)
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
  } catch {
    return [
      fail(
        'home',
        `${folder} cannot be written`,
        `chown -R "$(id -un)" ${place}, or set BATON_HOME to another folder`,
      ),
    ]
  }
  if (place !== folder) return [ok('home', `${folder}, made at the first start`)]
  const mode = statSync(folder).mode & 0o777
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    return [warn('home', `${folder} can be entered by others`, `chmod 700 ${folder}`)]
  return [ok('home', folder)]
}

function disk(folder: string): Finding {
  const { bavail, blocks, bsize } = statfsSync(existing(folder))
  const [free, all] = [bavail * bsize, blocks * bsize]
  const text = `${gigabytes(free)} of ${gigabytes(all)} GB free for ${folder}`
  if (free < GB) return fail('disk', text, 'free some, or move BATON_HOME to a larger disk')
  return free < 5 * GB || free < all / 20
    ? warn('disk', text, 'free some before it is full')
    : ok('disk', text)
}

function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder))
}

function web(): Finding {
  return existsSync(join(ROOT, 'dist/web/index.html'))
    ? ok('web app', 'built')
    : warn('web app', 'is not built: programs are served, browsers are not', 'npm run build')
}

async function port({ port, host }: Config): Promise<Finding> {
  if (port === 0) return ok('port', 'any free one')
  if (await answers(port, host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host))
    return fail('port', `${port} is taken by something else`, `stop it, or start with PORT=${port + 1}`)
  return ok('port', `${port} on ${host}`)
}

function answers(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ port, host, timeout: 1000 })
    const end = (found: boolean) => {
      socket.destroy()
      done(found)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}

function exposure({ host, publicUrl, metricsToken }: Config): Finding {
  const isOpen = !['127.0.0.1', '::1', 'localhost'].includes(host)
  if (isOpen && !publicUrl?.startsWith('https:'))
    return warn(
      'address',
      `listens on ${host} without https: passwords and sessions cross the network in the clear`,
      'put a proxy with https before it (deploy/), and set BATON_PUBLIC_URL=https://…',
    )
  if (publicUrl && !metricsToken)
    return warn(
      'address',
      `${publicUrl}; nobody can read /metrics`,
      'set BATON_METRICS_TOKEN to 16 letters or more',
    )
  return ok('address', publicUrl ?? `http://${host}`)
}

function gigabytes(bytes: number): string {
  return (bytes / GB).toFixed(1)
}
