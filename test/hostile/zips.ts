import { crc32, deflateRawSync } from 'node:zlib'

/** A file for an archive; what is given beside its bytes is what the archive claims of it, true or not. */
export type Packed = {
  name: string
  bytes: Buffer
  /** Claimed size when unpacked. */
  size?: number
  crc?: number
  /** The bytes are deflated already. */
  isDeflated?: boolean
  /** No bytes of its own: the directory points at the file of this name once more. */
  sameAs?: string
  flags?: number
}

const NAMES_ARE_UTF8 = 0x800
const DEFLATED = 8

/** The bytes of a zip archive that may lie; `count` is how many files its end claims to have. */
export function archive(files: readonly Packed[], count = files.length): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  const places = new Map<string, { offset: number; packed: number; crc: number; size: number }>()
  let offset = 0
  for (const file of files) {
    const name = Buffer.from(file.name)
    let place = places.get(file.sameAs ?? '')
    if (!place) {
      const body = file.isDeflated ? file.bytes : deflateRawSync(file.bytes, { level: 9 })
      place = {
        offset,
        packed: body.length,
        crc: file.crc ?? crc32(file.bytes),
        size: file.size ?? file.bytes.length,
      }
      const local = Buffer.concat([header(0x04034b50, 30), name])
      local.writeUInt16LE(name.length, 26)
      parts.push(local, body)
      offset += local.length + body.length
    }
    places.set(file.name, place)
    directory.push(entry(name, place, file.flags ?? NAMES_ARE_UTF8))
  }
  const entries = Buffer.concat(directory)
  const end = header(0x06054b50, 22)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, entries, end])
}

function entry(
  name: Buffer,
  place: { offset: number; packed: number; crc: number; size: number },
  flags: number,
): Buffer {
  const fixed = header(0x02014b50, 46)
  fixed.writeUInt16LE(flags, 8)
  fixed.writeUInt16LE(DEFLATED, 10)
  fixed.writeUInt32LE(place.crc, 16)
  fixed.writeUInt32LE(place.packed, 20)
  fixed.writeUInt32LE(place.size, 24)
  fixed.writeUInt16LE(name.length, 28)
  fixed.writeUInt32LE(place.offset, 42)
  return Buffer.concat([fixed, name])
}

function header(signature: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.writeUInt32LE(signature)
  return bytes
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** The parts of a workbook of one sheet; `sheet` is the XML inside `<sheetData>`, other parts stand in for the usual ones. */
export function workbookParts(sheet: string, others: Readonly<Record<string, string>> = {}): Packed[] {
  const parts: Record<string, string> = {
    '_rels/.rels': `<Relationships><Relationship Id="a" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="s1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="s1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="t" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    ...others,
  }
  return Object.entries(parts).map(([name, text]) => ({ name, bytes: Buffer.from(XML + text) }))
}
