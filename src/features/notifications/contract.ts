/** What one person is told. The words are made from `kind` and `facts` in the reader's language. */
export type Notice = {
  personId: string
  /** `feature.what`, as `clocks.breached`; its texts stand in the web messages of both languages. */
  kind: string
  /** Names and figures the words need; nothing the person may not see. */
  facts: Readonly<Record<string, unknown>>
  opportunityId?: string | null
  /** Where it leads in the browser: a path, as `/opportunities/0198…`. */
  link: string
  /** What it is about, person included: the same key is never told twice. */
  key: string
}
