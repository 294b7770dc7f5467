import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './launch/root.mjs'

const node = process.execPath
const bin = (name, script) => [node, join(ROOT, 'node_modules', name, script)]
const script = (path, ...args) => [node, join(ROOT, path), ...args]
const report = (name) => join(tmpdir(), `baton-${process.pid}-${name}.json`)

const vitest = (project) => {
  const file = report(project)
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]
  return { command: [...bin('vitest', 'vitest.mjs'), ...args], count: () => vitestCount(file) }
}

/** The checks in their order: cheap ones first, the browser last. */
export const STEPS = [
  {
    name: 'format and lint',
    command: [...bin('@biomejs/biome', 'bin/biome'), 'ci', '--colors=off', '--diagnostic-level=error', '.'],
  },
  { name: 'house', command: script('tools/check-house.ts') },
  { name: 'types: pure', command: [...bin('typescript', 'bin/tsc'), '-p', 'tsconfig.pure.json'] },
  { name: 'types: server', command: [...bin('typescript', 'bin/tsc'), '-p', 'tsconfig.server.json'] },
  { name: 'types: web', command: [...bin('typescript', 'bin/tsc'), '-p', 'tsconfig.web.json'] },
  { name: 'unit', ...vitest('unit') },
  { name: 'postgres', ...vitest('postgres') },
  { name: 'bad days', ...vitest('bad-days') },
  { name: 'build', command: [...bin('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn'] },
  { name: 'budget', command: script('tools/check-budget.mjs') },
  { name: 'schema', command: script('tools/dump-schema.ts', '--check') },
]

export const BROWSER = {
  name: 'browser',
  command: [...bin('@playwright/test', 'cli.js'), 'test'],
  env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report('browser') },
  count: () => playwrightCount(report('browser')),
}

/** Runs steps one after the other; every one runs, so that all that is wrong is seen at once. */
export async function runSteps(steps) {
  const results = []
  for (const step of steps) {
    const began = performance.now()
    const { code, output } = await run(step)
    const counted = step.count?.() ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
    const failed = code !== 0 && counted.failed === 0 ? 1 : counted.failed
    results.push({ name: step.name, passed: counted.passed, failed })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    process.stdout.write(
      `${failed === 0 ? '✓' : '✗'} ${step.name} (${counted.passed} passed, ${failed} failed, ${seconds} s)\n`,
    )
    if (failed > 0) process.stdout.write(`${output}\n`)
  }
  const passed = results.reduce((sum, one) => sum + one.passed, 0)
  const failed = results.reduce((sum, one) => sum + one.failed, 0)
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

function run({ command: [program, ...args], env }) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data
      })
    }
    child.once('error', (thrown) => done({ code: 1, output: String(thrown) }))
    child.once('close', (code) => done({ code: code ?? 1, output }))
  })
}

function vitestCount(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(file, 'utf8'))
  return { passed: numPassedTests, failed: numFailedTests || (numFailedTestSuites > 0 ? 1 : 0) }
}

function playwrightCount(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const { stats } = JSON.parse(readFileSync(file, 'utf8'))
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected }
}
