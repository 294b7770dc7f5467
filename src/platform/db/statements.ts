/** A statement of a SQL file and the line it begins at. */
export type Statement = { text: string; line: number }

// Comments, strings, quoted names and dollar-quoted bodies hold semicolons that end nothing.
const TOKEN =
  /--.*|\/\*[\s\S]*?\*\/|\be'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|;|\w+|[\s\S]/giy

/** The statements of a SQL file, in their order, without the comments before them. */
export function statementsOf(sql: string): Statement[] {
  const found: Statement[] = []
  let text = ''
  let line = 1
  for (const [token] of sql.matchAll(TOKEN)) {
    const isSpace = /^(\s|--|\/\*)/.test(token)
    if (text !== '' || !isSpace) text += token
    if (token === ';' || text === '') {
      if (text.length > 1) found.push({ text, line: line - text.split('\n').length + 1 })
      text = ''
    }
    line += token.split('\n').length - 1
  }
  if (text.trim() !== '') found.push({ text, line: line - text.split('\n').length + 1 })
  return found
}
