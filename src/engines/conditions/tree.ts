import type { ValueKind } from './vocabulary.ts'

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='
export type TextOperation = 'startsWith' | 'endsWith' | 'contains'
export type Arithmetic = '+' | '-' | '*' | '/'
export type Scalar = string | number | boolean

/** A checked condition: every node knows its kind, every field exists, every bound holds. */
export type Node =
  | { op: 'literal'; kind: ValueKind; value: Scalar | null }
  | { op: 'field'; kind: ValueKind; path: readonly string[] }
  | { op: 'me' | 'today' | 'now'; kind: ValueKind }
  | { op: 'item'; kind: 'text' }
  | { op: 'and' | 'or'; kind: 'bool'; parts: readonly Node[] }
  | { op: 'not'; kind: 'bool'; part: Node }
  | { op: 'compare'; kind: 'bool'; how: Comparison; left: Node; right: Node }
  | { op: 'in-list'; kind: 'bool'; value: Node; list: readonly Scalar[] }
  | { op: 'in-field'; kind: 'bool'; value: Node; field: Node }
  | { op: 'each'; kind: 'bool'; how: 'exists' | 'all'; field: Node; test: Node }
  | { op: 'text'; kind: 'bool'; how: TextOperation; value: Node; part: Node }
  | { op: 'has'; kind: 'bool'; value: Node }
  | { op: 'arithmetic'; kind: 'number'; how: Arithmetic; left: Node; right: Node }
  | { op: 'negative'; kind: 'number'; part: Node }
  | { op: 'size'; kind: 'number'; value: Node }
  | { op: 'shift'; kind: 'day' | 'instant'; value: Node; minutes: number }
  | { op: 'if'; kind: ValueKind; when: Node; yes: Node; no: Node }

/** A condition that parsed and type-checked; the one input of evaluation, SQL and description. */
export type Condition = { readonly source: string; readonly root: Node }

/** What a condition may ask of its moment and its reader: an instant, a day, and the reader's person id. */
export type Given = { now: string; today: string; me?: string | undefined }

/** The children of a node, in reading order. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.op) {
    case 'and':
    case 'or':
      return node.parts
    case 'not':
    case 'negative':
      return [node.part]
    case 'compare':
    case 'arithmetic':
      return [node.left, node.right]
    case 'in-list':
    case 'has':
    case 'size':
    case 'shift':
      return [node.value]
    case 'in-field':
      return [node.value, node.field]
    case 'each':
      return [node.field, node.test]
    case 'text':
      return [node.value, node.part]
    case 'if':
      return [node.when, node.yes, node.no]
    default:
      return []
  }
}

/** The paths of all fields a condition reads, each once. */
export function fieldsUsed({ root }: Condition): string[][] {
  const found = new Map<string, string[]>()
  const walk = (node: Node): void => {
    if (node.op === 'field') found.set(node.path.join('.'), [...node.path])
    for (const child of childrenOf(node)) walk(child)
  }
  walk(root)
  return [...found.values()]
}

/** True for the literal null, which stands for a value of any kind. */
export function isNull(node: Node): boolean {
  return node.op === 'literal' && node.value === null
}
