import type { DimensionEntry, MeasureEntry } from '../contract/query.ts'
import { DIMENSIONS, type Dimension } from './dimensions.ts'
import { type Grain, MEASURES, type Measure, type MeasureKey } from './measures.ts'

/** What somebody may ask for: the dimensions by name, those of fields of their own among them. */
export type Catalogue = {
  measures: ReadonlyMap<MeasureKey, Measure>
  dimensions: ReadonlyMap<string, Dimension>
}
/** True where a field, of opportunities unless said, may be read. */
export type Readable = (field: string, object?: string) => boolean
type OwnField = { name: string; label: { zh: string; en: string } }

/** The catalogue for somebody: what reads a hidden field is not in it. `own` are the company's own fields that tell rows apart. */
export function catalogueFor(isReadable: Readable, own: readonly OwnField[]): Catalogue {
  const measures = Object.entries(MEASURES).filter(([_key, { reads }]) =>
    reads.every((name) => isReadable(name)),
  )
  const dimensions = Object.entries<Dimension>(DIMENSIONS).filter(([, { reads }]) =>
    reads.every(({ field, object }) => isReadable(field, object)),
  )
  const fields = own
    .filter(({ name }) => isReadable(name))
    .map(({ name, label }): [string, Dimension] => [
      `field:${name}`,
      { label, kind: 'name', reads: [{ field: name }], path: name },
    ])
  return {
    measures: new Map(measures as [MeasureKey, Measure][]),
    dimensions: new Map([...dimensions, ...fields]),
  }
}

/**
 * Of what a question is made: the first grain that all its measures know and that its dimensions allow. Otherwise which measure does not
 * go with a dimension, or with another measure.
 */
export function grainOf(
  measures: readonly MeasureKey[],
  by: readonly (readonly [string, Dimension])[],
): { grain: Grain } | { measure: MeasureKey; dimension?: string; other?: MeasureKey } {
  const ofTheTime = by.find(([, { isOfTheTime }]) => isOfTheTime)
  const open: readonly Grain[] = ofTheTime ? ['parts'] : ['opportunities', 'parts']
  for (const measure of measures)
    if (!MEASURES[measure].grains.some((grain) => open.includes(grain)))
      return { measure, ...(ofTheTime ? { dimension: ofTheTime[0] } : {}) }
  const grain = open.find((one) => measures.every((measure) => knows(measure, one)))
  if (grain) return { grain }
  const [whole, part] = [
    measures.find((one) => !knows(one, 'parts')),
    measures.find((one) => !knows(one, 'opportunities')),
  ]
  return { measure: whole ?? measures[0] ?? 'opportunities', ...(part ? { other: part } : {}) }
}

function knows(measure: MeasureKey, grain: Grain): boolean {
  return (MEASURES[measure].grains as readonly Grain[]).includes(grain)
}

export function measureEntry(key: MeasureKey, { dimensions }: Catalogue): MeasureEntry {
  const { label, definition, unit, better, rows, grains } = MEASURES[key]
  const by = [...dimensions].flatMap(([name, { isOfTheTime }]) =>
    isOfTheTime && !(grains as readonly Grain[]).includes('parts') ? [] : [name],
  )
  return { key, label, definition, unit, better, rows, by }
}

export function dimensionEntry(key: string, { label, kind }: Dimension): DimensionEntry {
  return { key, label, kind }
}
