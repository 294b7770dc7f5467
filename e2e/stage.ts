import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium } from '@playwright/test'
import type { Instant } from '../src/kernel/time.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

export type Stage = {
  url: string
  /** Where it keeps everything. */
  home: string
  /** What the command line says about it; fails where the command does. */
  baton(...args: string[]): Promise<string>
  stop(): Promise<void>
}

export type TimedStage = Stage & {
  /**
   * Turns the clocks of the server and of these browsers to an instant; all work in the background has then had its turn. Pages show
   * it when they are loaded anew. Without an instant the clocks stay. Answers what the server's clock shows.
   */
  turnTo(at: Instant | undefined, ...browsers: readonly BrowserContext[]): Promise<Instant>
}

/** A fresh Baton with its own home and port, as a user starts it; `env` says what is configured otherwise. */
export async function openStage({ env = {} }: { env?: Environment } = {}): Promise<Stage> {
  return (await raise('src/app/server.ts', env)).stage
}

/** The same under a clock that goes on from `at` and is turned by the story. */
export async function openTimedStage({
  at,
  env = {},
}: {
  at: Instant
  env?: Environment
}): Promise<TimedStage> {
  const { stage, server } = await raise('e2e/timed-server.ts', { ...env, BATON_STORY_AT: at })
  return {
    ...stage,
    turnTo: async (to, ...browsers) => {
      const turned = answerOf(server)
      server.send({ at: to })
      if (to) await Promise.all(browsers.map(({ clock }) => clock.setSystemTime(to)))
      return turned
    },
  }
}

type Environment = Readonly<Record<string, string>>

async function raise(script: string, own: Environment): Promise<{ stage: Stage; server: ChildProcess }> {
  const home = mkdtempSync(join(tmpdir(), 'baton-e2e-'))
  const env = { ...process.env, BATON_HOME: home, PORT: '0', BATON_LOG: 'error', DATABASE_URL: '', ...own }
  const server = spawn(process.execPath, [join(ROOT, script)], {
    env,
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const url = await addressOf(server)
  const stage = {
    url,
    home,
    baton: async (...args: string[]) => {
      const cli = join(ROOT, 'src/app/cli.ts')
      return (await promisify(execFile)(process.execPath, [cli, ...args], { env, cwd: ROOT })).stdout
    },
    stop: async () => {
      const gone = new Promise((done) => server.once('exit', done))
      server.kill('SIGTERM')
      await gone
      rmSync(home, { recursive: true, force: true })
    },
  }
  return { stage, server }
}

function answerOf(server: ChildProcess): Promise<Instant> {
  return new Promise((done, failed) => {
    const over = (code: number | null) => failed(new Error(`the server ended with ${code}`))
    server.once('exit', over)
    server.once('message', ({ turned }: { turned: Instant }) => {
      server.off('exit', over)
      done(turned)
    })
  })
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    let text = ''
    server.stdout?.on('data', (data) => {
      text += data
      const found = /running at (\S+)/.exec(text)?.[1]
      if (found) done(found)
    })
    server.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${text}`)))
  })
}

/** Chromium from CHROMIUM_PATH, the PATH, or the one that comes with the packages. */
export async function openBrowser(): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
  ]
  const found = process.env['CHROMIUM_PATH'] ?? onPath()
  if (found) return chromium.launch({ executablePath: found, args })
  const { default: packaged } = await import('@sparticuz/chromium')
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...packaged.args, ...args],
  })
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path))
}
