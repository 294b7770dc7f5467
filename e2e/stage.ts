import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from '@playwright/test'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

export type Stage = {
  url: string
  /** What the command line says about it; fails where the command does. */
  baton(...args: string[]): Promise<string>
  stop(): Promise<void>
}

/** A fresh Baton with its own home and port, as a user starts it. */
export async function openStage(): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), 'baton-e2e-'))
  const env = { ...process.env, BATON_HOME: home, PORT: '0', BATON_LOG: 'error', DATABASE_URL: '' }
  const server = spawn(process.execPath, [join(ROOT, 'src/app/server.ts')], {
    env,
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(server)
  return {
    url,
    baton: async (...args) => {
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
