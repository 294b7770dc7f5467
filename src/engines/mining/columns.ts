/** Texts as numbers, in order of first sight; 0 is "none". */
export class Names {
  private readonly known = new Map<string, number>()
  private readonly texts: string[] = ['']

  /** The number of `text`, given now where it is new. The empty text is 0. */
  of(text: string): number {
    if (text === '') return 0
    const known = this.known.get(text)
    if (known !== undefined) return known
    const id = this.texts.length
    this.texts.push(text)
    this.known.set(text, id)
    return id
  }

  /** The number of `text`; undefined where it was never seen. */
  find(text: string): number | undefined {
    return this.known.get(text)
  }

  text(id: number): string {
    return this.texts[id] ?? ''
  }

  /** How many texts there are, "none" not counted. */
  get size(): number {
    return this.texts.length - 1
  }
}

type Typed = Int32Array | Float64Array | Int16Array

/** A column of numbers that grows by doubling; what was never set is 0. */
export class Column<T extends Typed> {
  values: T
  private readonly make: (length: number) => T

  constructor(make: (length: number) => T) {
    this.make = make
    this.values = make(1024)
  }

  set(at: number, value: number): void {
    if (at >= this.values.length) {
      const wider = this.make(Math.max(at + 1, this.values.length * 2))
      wider.set(this.values)
      this.values = wider
    }
    this.values[at] = value
  }

  at(index: number): number {
    return this.values[index] ?? 0
  }
}

export const integers = () => new Column((length) => new Int32Array(length))
export const instants = () => new Column((length) => new Float64Array(length))
export const offsets = () => new Column((length) => new Int16Array(length))
