/**
 * Whether an opportunity is among the share with which something is tried: always the same answer for the same key and id, in every
 * process and at any time; a larger share has all of a smaller one. Source: Fowler, Noll and Vo (FNV-1a), mixed once more.
 */
export function isInShare({ key, share }: { key: string; share: number }, id: string): boolean {
  let hash = 0x811c9dc5
  for (const letter of `${key}:${id}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296 < share
}
