/** What one person is told. The words are made from `kind` and `facts` in the reader's language. */
export type Notice = {
  personId: string
  /** `feature.what`, as `clocks.breached`; its texts stand in the web messages of both languages. */
  kind: string
  /** Names and figures the words need. What somebody wrote stands under `text`: it is shown while the opportunity may be seen. */
  facts: Readonly<Record<string, unknown>>
  /** People whose names become facts: `{ by: '0198…' }` is told as `by: '王芳'`. */
  people?: Readonly<Record<string, string | null>>
  opportunityId?: string | null
  /** Where it leads in the browser: a path, as `/opportunities/0198…`. */
  link: string
  /** What it is about, person included: the same key is never told twice. */
  key: string
}
