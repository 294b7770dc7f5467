/** One thing the doctor looked at. `mend` is the command, or the change, that mends it; there where anything is to be mended. */
export type Finding = { about: string; state: 'ok' | 'warn' | 'fail'; text: string; mend?: string }

export function ok(about: string, text: string): Finding {
  return { about, state: 'ok', text }
}

/** Worth changing; Baton works without it. */
export function warn(about: string, text: string, mend: string): Finding {
  return { about, state: 'warn', text, mend }
}

/** Baton does not work, or is not safe, until it is mended. */
export function fail(about: string, text: string, mend: string): Finding {
  return { about, state: 'fail', text, mend }
}

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' }

/** The findings as lines for people. */
export function written(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length))
  const lines = findings.flatMap(({ about, state, text, mend }) => [
    `${MARKS[state]}  ${about.padEnd(width)}  ${text}`,
    ...(mend ? [`      ${' '.repeat(width)}  → ${mend}`] : []),
  ])
  const count = (state: Finding['state']) => findings.filter((one) => one.state === state).length
  return `${lines.join('\n')}\n${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed\n`
}
