import type { Node } from './tree.ts'
import { childrenOf } from './tree.ts'

/** The largest and the smallest non-zero size a number can have. Stored numbers are kept within these (README.md). */
export const LARGEST_NUMBER = 1e15
export const SMALLEST_NUMBER = 1e-6
const LIMIT = 1e150 // beyond it a double could overflow or vanish, where PostgreSQL raises an error and a program does not

type Size = { most: number; least: number }

/** True where no value of the fields can drive the arithmetic out of the range in which SQL and memory agree. */
export function staysInRange(node: Node): boolean {
  if (node.kind === 'number') {
    const size = sizeOf(node)
    if (!(size.most < LIMIT && size.least > 1 / LIMIT)) return false
  }
  return childrenOf(node).every(staysInRange)
}

function sizeOf(node: Node): Size {
  switch (node.op) {
    case 'literal': {
      const size = Math.abs(Number(node.value))
      return size === 0 ? { most: SMALLEST_NUMBER, least: SMALLEST_NUMBER } : { most: size, least: size }
    }
    case 'negative':
      return sizeOf(node.part)
    case 'if':
      return either(sizeOf(node.yes), sizeOf(node.no))
    case 'arithmetic': {
      const a = sizeOf(node.left)
      const b = sizeOf(node.right)
      if (node.how === '*') return { most: a.most * b.most, least: a.least * b.least }
      if (node.how === '/') return { most: a.most / b.least, least: a.least / b.most }
      return { most: a.most + b.most, least: Math.min(a.least, b.least) * 1e-17 } // what cancelling may leave of two doubles
    }
    default:
      return { most: LARGEST_NUMBER, least: SMALLEST_NUMBER }
  }
}

function either(a: Size, b: Size): Size {
  return { most: Math.max(a.most, b.most), least: Math.min(a.least, b.least) }
}
