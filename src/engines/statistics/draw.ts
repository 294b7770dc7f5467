/** A chance for an opportunity, 0 ≤ n < 1: the same under every division, another with another seed (FNV-1a, mixed). */
export function drawFor(seed: number, id: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
}
