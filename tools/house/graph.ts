import { dirname, join } from 'node:path/posix'
import type { Source } from './files.ts'

type Edge = { from: string; to: string; typeOnly: boolean }
const FLOORS = ['kernel', 'engines', 'platform', 'objects', 'features', 'app']

/** The laws of who may import whom; by place and role, so that a new feature is guarded on its first day. */
export function checkGraph(files: readonly Source[]): string[] {
  const known = new Set(files.map(({ path }) => path))
  const production = files.filter(
    ({ path }) => !/\.(test|fixture)\.tsx?$/.test(path) && /^(src|web)\//.test(path),
  )
  const edges = production.flatMap((file) => edgesOf(file, known))
  const order = featureOrder(files)
  return [
    ...edges.flatMap((edge) => [
      ...floorsGoDown(edge),
      ...facesOnly(edge),
      ...roles(edge),
      ...featuresInOrder(edge, order),
      ...webWall(edge),
    ]),
    ...production.flatMap(pureStaysPure),
    ...circles(edges),
  ]
}

function edgesOf({ path, text }: Source, known: ReadonlySet<string>): Edge[] {
  const imports = [
    ...text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'"]*?from\s+['"](\.[^'"]+)['"]/gm),
    ...text.matchAll(/import\((?:)()['"](\.[^'"]+)['"]\)/g),
  ]
  return imports.flatMap((match) => {
    const to = join(dirname(path), match[2] ?? '')
    return known.has(to) ? [{ from: path, to, typeOnly: match[1] !== undefined && match[1] !== '' }] : []
  })
}

function floorOf(path: string): number {
  return FLOORS.indexOf(/^src\/([^/]+)\//.exec(path)?.[1] ?? '')
}

function floorsGoDown({ from, to }: Edge): string[] {
  const isUp = floorOf(from) >= 0 && floorOf(to) > floorOf(from)
  return isUp ? [`${from} → ${to}: imports go down. Move the shared idea down, or publish an event.`] : []
}

function featureOf(path: string): string | undefined {
  return /^src\/features\/([^/]+)\//.exec(path)?.[1]
}

function facesOnly({ from, to }: Edge): string[] {
  const feature = featureOf(to)
  if (!feature || feature === featureOf(from) || !from.startsWith('src/')) return []
  return /\/(index|contract|object)\.ts$|\/contract\//.test(to)
    ? []
    : [`${from} → ${to}: ask the feature (index.ts, contract.ts), not its drawer.`]
}

function roles({ from, to }: Edge): string[] {
  if (featureOf(from) === undefined || featureOf(from) !== featureOf(to)) return []
  const role = (path: string) => /^src\/features\/[^/]+\/([a-z-]+)/.exec(path)?.[1] ?? ''
  if (role(from) === 'routes' && role(to) === 'store') return [`${from} → ${to}: go through the action.`]
  if (role(from) === 'rules' && ['store', 'actions', 'routes'].includes(role(to)))
    return [`${from} → ${to}: rules know no database; pass the value in.`]
  return []
}

function featureOrder(files: readonly Source[]): string[] {
  const list = files.find(({ path }) => path === 'src/app/features.ts')?.text ?? ''
  return [...(/features: readonly Feature\[\] = \[([^\]]*)\]/.exec(list)?.[1] ?? '').matchAll(/(\w+)/g)].map(
    (match) => match[1] ?? '',
  )
}

function featuresInOrder({ from, to, typeOnly }: Edge, order: readonly string[]): string[] {
  const [a, b] = [order.indexOf(featureOf(from) ?? ''), order.indexOf(featureOf(to) ?? '')]
  const isUp = a >= 0 && b > a && !(typeOnly && to.endsWith('contract.ts'))
  return isUp
    ? [
        `${from} → ${to}: ${featureOf(to)} comes after ${featureOf(from)} in app/features.ts. Turn the call round, or let a third feature own the flow.`,
      ]
    : []
}

const PURE_FOR_WEB =
  /^src\/(kernel|engines)\/|^src\/objects\/contract\.ts$|^src\/features\/[^/]+\/(contract|errors|rules)(\.ts|\/)/

function webWall({ from, to }: Edge): string[] {
  if (!from.startsWith('web/')) return []
  if (to.startsWith('src/') && !PURE_FOR_WEB.test(to))
    return [`${from} → ${to}: the browser takes only pure files: kernel, engines, contract, rules, errors.`]
  const [a, b] = [from, to].map((path) => /^web\/features\/([^/]+)\//.exec(path)?.[1])
  return a && b && a !== b ? [`${from} → ${to}: compose features in web/app.`] : []
}

const PURE = /^src\/(kernel|engines)\/|^src\/features\/[^/]+\/(contract|errors|rules)(\.ts|\/)/
const PURE_PACKAGES = /^(zod|@marcbachmann\/cel-js)$/

function pureStaysPure({ path, text }: Source): string[] {
  if (!PURE.test(path)) return []
  const found: string[] = []
  for (const match of text.matchAll(/from\s+['"]([^.'"][^'"]*)['"]/g)) {
    if (!PURE_PACKAGES.test(match[1] ?? ''))
      found.push(`${path}: imports ${match[1]}; a pure file takes values, not machines.`)
  }
  if (/\bDate\.now\(\)|new Date\(\)|Math\.random\(\)/.test(text))
    found.push(`${path}: now and chance are arguments of a pure file.`)
  return found
}

/** Circles of imports, each once, by its first file; types alone may know each other. */
function circles(edges: readonly Edge[]): string[] {
  const next = Map.groupBy(
    edges.filter((edge) => !edge.typeOnly),
    (edge) => edge.from,
  )
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0)
      found.push(`${[...trail.slice(at), path].join(' → ')}: a circle; one of them knows too much.`)
    if (at >= 0 || done.has(path)) return
    for (const edge of next.get(path) ?? []) visit(edge.to, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) visit(path, [])
  return found
}
