import { readFileSync } from 'node:fs'
import type { CodedName, NestedNames } from '../engines/regions/china.ts'
import { chinaRegions } from '../engines/regions/china.ts'
import type { RegionTree } from '../engines/regions/region-tree.ts'
import { regionTree } from '../engines/regions/region-tree.ts'
import { csvReader } from '../engines/tabular/csv-records.ts'
import { englishRegionName } from './region-names.ts'

const FOLDER = new URL('../../data/china_regions/', import.meta.url)

let loaded: RegionTree | undefined

/** The regions of China, read from the project's data at first use and kept: about 3,700 entries. */
export function regions(): RegionTree {
  loaded ??= regionTree(
    chinaRegions(
      {
        provinces: codedNames('provinces.csv'),
        cities: codedNames('cities.csv'),
        areas: codedNames('areas.csv'),
        nested: nestedNames('HK-MO-TW.json'),
      },
      englishRegionName,
    ),
  )
  return loaded
}

function codedNames(file: string): CodedName[] {
  const reader = csvReader(',')
  const [, ...records] = [...reader.push(readFileSync(new URL(file, FOLDER), 'utf8')), ...reader.end()]
  return records.map(({ line, fields: [code, name] }) => {
    if (code === undefined || name === undefined) throw new Error(`${file}, line ${line}: no code and name`)
    return { code, name }
  })
}

function nestedNames(file: string): NestedNames {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
}
