import type { Tile } from '../contract/dashboards.ts'
import { MOST_TILES } from '../contract.ts'
import { tileTwice, tooManyTiles } from '../errors.ts'

/** Refuses more tiles than there is room for, and a report that stands there twice. */
export function checkTiles(tiles: readonly Tile[], nameOf: (report: string) => string): void {
  if (tiles.length > MOST_TILES) throw tooManyTiles({ most: MOST_TILES, given: tiles.length })
  const seen = new Set<string>()
  for (const { report } of tiles) {
    if (seen.has(report)) throw tileTwice({ name: nameOf(report) })
    seen.add(report)
  }
}

/** The tiles with the one at `from` moved to `to`; the same where it is there already or there is no such place. */
export function movedTile<T>(tiles: readonly T[], from: number, to: number): readonly T[] {
  const moved = tiles[from]
  if (moved === undefined || to < 0 || to >= tiles.length || from === to) return tiles
  const rest = tiles.toSpliced(from, 1)
  return rest.toSpliced(to, 0, moved)
}
