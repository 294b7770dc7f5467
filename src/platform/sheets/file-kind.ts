import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { emptyFile, noSuchFile, notATable, oldOrLockedWorkbook } from './errors.ts'

/** First bytes of files that people hand in by mistake. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['89504e470d0a1a0a', 'png'],
  ['ffd8ff', 'jpeg'],
  ['47494638', 'gif'],
  ['25504446', 'pdf'],
  ['1f8b', 'gzip'],
  ['377abcaf271c', '7z'],
  ['526172211a07', 'rar'],
  ['7b5c727466', 'rtf'],
  ['53514c69746520666f726d6174', 'sqlite'],
  ['50415231', 'parquet'],
]

/** Whether a file is a workbook (a zip archive) or text, by its first bytes; its name says nothing. Refuses all else. */
export async function kindOfFile(path: string): Promise<'zip' | 'text'> {
  const file = await opened(path)
  try {
    const size = (await file.stat()).size
    if (size === 0) throw emptyFile({ bytes: 0 })
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    return kindOfBytes(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** The same by the first bytes alone: 512, or the whole file where it has fewer. */
export function kindOfBytes(head: Buffer): 'zip' | 'text' {
  const hex = head.toString('hex')
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return 'zip'
  if (hex.startsWith('d0cf11e0a1b11ae1')) throw oldOrLockedWorkbook({ looksLike: 'xls or locked xlsx' })
  if (/^09(00|02|04|08)(04|06|08|10)00/.test(hex)) {
    throw oldOrLockedWorkbook({ looksLike: 'xls' })
  }
  const known = SIGNATURES.find(([signature]) => hex.startsWith(signature))
  if (known) throw notATable({ looksLike: known[1] })
  const text = head.toString('latin1').trimStart().toLowerCase()
  if (/^(<!doctype html|<html|<table|<meta)/.test(text)) throw notATable({ looksLike: 'html' })
  if (text.startsWith('<?xml')) throw notATable({ looksLike: 'xml' })
  return 'text'
}

/** Opens a file for reading; refuses where there is none. */
export async function opened(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r')
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EISDIR') throw cause
  }
  throw noSuchFile({ path })
}
