import type { Table } from './structure.ts'

export const FORMAT = 1

/** What a backup says of itself, before its data. */
export type Manifest = {
  format: number
  /** The Baton that made it. */
  version: string
  postgres: string
  madeAt: string
  migrations: { name: string; hash: string }[]
  /** In the order of the data. */
  tables: Table[]
  sequences: { name: string; value: number; isCalled: boolean }[]
  files: number
}

/** Of a table: COPY's text, and what it has to be. */
export type TableHead = { table: string; columns: string[] }
export type FileHead = { path: string }
export type End = { bytes: number; sha256: string; rows: number | null }

/** What a backup holds. */
export type Summary = { manifest: Manifest; rows: number; files: number; bytes: number }

/** Rows that do not come along: who is signed in now, and who tried, is nothing to come back to. */
export const LEFT_OUT: ReadonlySet<string> = new Set(['session', 'sign_in_failure', 'migration'])
