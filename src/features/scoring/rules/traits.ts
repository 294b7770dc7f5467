import type { Trait } from '../../../engines/scoring/index.ts'

/** What segments are made of, in the order people read it. */
export const TRAITS = ['industry', 'region', 'type', 'source', 'product'] as const
export type TraitName = (typeof TRAITS)[number]

/** The traits a segment's key names; undefined where it names none or one that is not known. */
export function traitsIn(key: string): Trait[] | undefined {
  const traits = key.split('&').flatMap((part) => {
    const at = part.indexOf('=')
    const [of, is] = [part.slice(0, at), part.slice(at + 1)]
    return at > 0 && is !== '' && (TRAITS as readonly string[]).includes(of) ? [{ of, is }] : []
  })
  const names = new Set(traits.map(({ of }) => of))
  return traits.length === key.split('&').length && names.size === traits.length && traits.length <= 2
    ? traits
    : undefined
}

/** A sign that parts keys would part a value as well. */
export function inKey(value: string): string {
  return value.replaceAll('&', '＆')
}

/** CEL: the ended opportunities of a segment. */
export function filterOf(traits: readonly Trait[]): string {
  const conditions = traits.map(({ of, is }) => {
    const value = JSON.stringify(is.replaceAll('＆', '&'))
    if (of === 'region') return `region.startsWith(${value})`
    return of === 'industry' ? `account.industry == ${value}` : `${of} == ${value}`
  })
  return ['has(outcome)', ...conditions].join(' && ')
}
