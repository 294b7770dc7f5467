import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { openBrowser } from '../../e2e/stage.ts'
import { SESSION_COOKIE, startSession } from '../../src/features/identity/index.ts'
import { type Figure, quantile } from '../measure.ts'
import { type Asker, good } from '../serving.ts'
import type { Stand } from '../stand.ts'

const ROUNDS = 7
const SLOWER = 4
const SCROLL_MS = 5000
const NOTCH_MS = 50
const NOTCH_PX = 240 // about 110 rows a second
const DRAGS = 7
const [X, Y] = [700, 500] // in the middle of the list
const IN_PAGE = fileURLToPath(new URL('../in-page.js', import.meta.url))

/** What a person waits for: Today on a slow machine, the list of everything under the wheel, a card dropped on the board. */
export async function browsing(at: Stand): Promise<Figure[]> {
  const browser = await openBrowser()
  try {
    return [
      ...(await openingToday(at, browser)),
      ...(await scrolling(at, browser)),
      await dragging(at, browser),
    ]
  } finally {
    await browser.close()
  }
}

async function signedIn(at: Stand, browser: Browser, personId: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  await context.addInitScript({ path: IN_PAGE })
  const from = { agent: 'bench', ip: '127.0.0.1' }
  const value = await startSession(at.owner, new Date().toISOString(), personId, from)
  await context.addCookies([{ name: SESSION_COOKIE, value, url: at.serving.address }])
  return context
}

/** From the address being entered to the first row standing there, painted, and a click on it being answered at once. */
async function openingToday(at: Stand, browser: Browser): Promise<Figure[]> {
  const cold: Opened[] = []
  const warm: Opened[] = []
  for (let round = -1; round < ROUNDS; round++) {
    const context = await signedIn(at, browser, at.ids.seller)
    const first = await openToday(at, context)
    const again = await openToday(at, context)
    await context.close()
    if (round < 0) continue // the browser itself starts up
    cold.push(first)
    warm.push(again)
  }
  const figure = (name: string, opened: Opened[]): Figure => {
    const sorted = (of: keyof Opened) => opened.map((one) => one[of]).sort((a, b) => a - b)
    const [times, busy] = [sorted('usableAt'), sorted('busy')]
    const note = `median of ${ROUNDS}, worst ${times.at(-1)?.toFixed(0)} ms; the page's thread worked ${quantile(busy, 0.5).toFixed(0)} ms of it; first row painted, and the thread free for a click`
    return { name, value: quantile(times, 0.5), unit: 'ms', atMost: 1500, note }
  }
  return [
    figure(`browser: Today usable, CPU ${SLOWER} × slower, empty cache`, cold),
    figure(`browser: Today usable, CPU ${SLOWER} × slower, opened before`, warm),
  ]
}

type Opened = { usableAt: number; busy: number }

async function openToday(at: Stand, context: BrowserContext): Promise<Opened> {
  const page = await context.newPage()
  const tools = await context.newCDPSession(page)
  await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(at.serving.address, { waitUntil: 'commit' })
  const usableAt = await page.evaluate<number>("batonBench.usable('.due-list a')")
  const { metrics } = await tools.send('Performance.getMetrics')
  const busy = 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  await page.locator('.due-list a').first().click()
  await page.waitForURL(/\/opportunities\/./)
  await page.close()
  return { usableAt, busy }
}

/** The longest time between two frames while the wheel turns over the list of every opportunity, pages being fetched on the way. */
async function scrolling(at: Stand, browser: Browser): Promise<Figure[]> {
  const context = await signedIn(at, browser, at.ids.director)
  const page = await context.newPage()
  const longest: number[] = []
  let [frames, empty, pixels] = [0, 0, 0]
  for (let round = 0; round < 3; round++) {
    await page.goto(`${at.serving.address}/opportunities`)
    await page.locator('.grid-row').first().waitFor()
    await page.mouse.move(X, Y)
    await sleep(1000)
    await page.evaluate(`batonBench.watchFrames(${X}, ${Y})`)
    const until = performance.now() + SCROLL_MS
    while (performance.now() < until) {
      await Promise.all([page.mouse.wheel(0, NOTCH_PX), sleep(NOTCH_MS)])
    }
    const seen = await page.evaluate<{ frames: number[]; empty: number }>('batonBench.frames()')
    const moved = await page.locator('.grid').evaluate(({ scrollTop }) => scrollTop)
    if (moved < (SCROLL_MS / NOTCH_MS) * NOTCH_PX * 0.5)
      throw new Error(`the list moved by ${moved} pixels only`)
    longest.push(Math.max(...seen.frames))
    frames += seen.frames.length
    empty += seen.empty
    pixels += moved
  }
  await context.close()
  longest.sort((a, b) => a - b)
  return [
    {
      name: 'browser: scrolling the list of everything, longest frame',
      value: quantile(longest, 0.5),
      unit: 'ms',
      atMost: 50,
      note: `between two animation frames, median of 3 × 5 s, worst ${longest.at(-1)?.toFixed(0)} ms; ${Math.round(pixels / 44)} rows passed, ${frames} frames, ${empty} of every tenth with no row where one belongs`,
    },
  ]
}

type Card = { id: string; title: string; from: string; to: string; key: string }

/** From a card being let go over another stage to its standing there, painted. The server has to agree afterwards. */
async function dragging(at: Stand, browser: Browser): Promise<Figure> {
  const context = await signedIn(at, browser, at.ids.director)
  const page = await context.newPage()
  const took: number[] = []
  for (let n = 0; n < DRAGS; n++) {
    await page.goto(`${at.serving.address}/opportunities?view=board`)
    await page.locator('.board-card').first().waitFor()
    await sleep(500)
    const card = await movableCard(page, at.people.director)
    took.push(await drag(page, card))
    await untilMoved(at.people.director, card)
  }
  await context.close()
  took.sort((a, b) => a - b)
  return {
    name: 'browser: a card dropped on another stage stands there',
    value: quantile(took, 0.95),
    unit: 'ms',
    atMost: 100,
    note: `worst of ${DRAGS}, median ${quantile(took, 0.5).toFixed(0)} ms; from letting go to painted; the server agreed to each`,
  }
}

/** A card that is shown and may go on to a stage that is shown, without a reason or a missing field. */
async function movableCard(page: Page, asker: Asker): Promise<Card> {
  const plan = good<{ stages: { key: string; label: { zh: string } }[] }>(await asker('GET', '/plan'))
  const nameOf = (key: string) => plan.stages.find((stage) => stage.key === key)?.label.zh ?? ''
  const shown = await page.locator('.board-column').evaluateAll((columns) =>
    columns.flatMap((column) =>
      [...column.querySelectorAll('.board-card a')].slice(0, 3).map((link) => ({
        id: link.getAttribute('href')?.split('/').pop() ?? '',
        title: link.textContent ?? '',
        from: column.getAttribute('aria-label') ?? '',
      })),
    ),
  )
  for (const one of shown) {
    const { items } = good<{
      items: { stage: string; direction: string; open: boolean; needsReason: boolean }[]
    }>(await asker('GET', `/opportunities/${one.id}/moves`))
    const way = items.find(
      ({ direction, open, needsReason }) => direction === 'forward' && open && !needsReason,
    )
    if (way) return { ...one, to: nameOf(way.stage), key: way.stage }
  }
  throw new Error('no card on the board can be moved on')
}

async function drag(page: Page, { id, from, to }: Card): Promise<number> {
  const card = page.locator(`.board-card:has(a[href$="${id}"])`)
  const target = page.locator(`.board-column[aria-label="${to}"]`)
  const [start, end] = [await card.boundingBox(), await target.boundingBox()]
  if (!start || !end) throw new Error('the board has no place for the drag')
  await page.evaluate(`batonBench.watchDrop(${JSON.stringify([id, from, to]).slice(1, -1)})`)
  await page.mouse.move(start.x + 20, start.y + start.height - 8)
  await page.mouse.down()
  await page.mouse.move(end.x + end.width / 2, end.y + 120, { steps: 15 })
  await sleep(100)
  await page.mouse.up()
  const late = sleep(10_000).then(() => Number.POSITIVE_INFINITY)
  return Promise.race([page.evaluate<number>('batonBench.stood'), late])
}

async function untilMoved(asker: Asker, { id, key, title }: Card): Promise<void> {
  for (let i = 0; i < 50; i++) {
    const { current } = good<{ current: string }>(await asker('GET', `/opportunities/${id}/moves`))
    if (current === key) return
    await sleep(100)
  }
  throw new Error(`${title} was never moved to ${key}`)
}
