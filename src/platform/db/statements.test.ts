import { describe, expect, test } from 'vitest'
import { allMigrations } from './migrations.ts'
import { statementsOf } from './statements.ts'

describe('a SQL file', () => {
  test('is cut at the semicolons that end a statement, and at no others', () => {
    const sql = `-- first; of all
create table a (b text default 'x;y''z;');

/* two;
   lines */ insert into a values (e'\\';');
create function f() returns void language plpgsql as $body$
begin perform $$;$$; end $body$;
comment on table "odd;name" is 'x'`
    expect(statementsOf(sql)).toEqual([
      { line: 2, text: "create table a (b text default 'x;y''z;');" },
      { line: 5, text: "insert into a values (e'\\';');" },
      { line: 6, text: expect.stringMatching(/^create function[\s\S]*end \$body\$;$/) },
      { line: 8, text: `comment on table "odd;name" is 'x'` },
    ])
  })
  test('without a statement has none', () => {
    expect(statementsOf('')).toEqual([])
    expect(statementsOf('-- nothing;\n\n;\n')).toEqual([])
  })
  test('loses nothing but comments between statements: every migration of the product', () => {
    for (const { name, text } of allMigrations()) {
      const statements = statementsOf(text)
      const lines = text.split('\n')
      expect(statements.length, name).toBeGreaterThan(0)
      for (const one of statements) expect(lines[one.line - 1], name).toContain(one.text.split('\n')[0])
      const kept = statements.map((one) => one.text).join('\n')
      const strip = (sql: string) => sql.replace(/--.*$/gm, '').replace(/\s+/g, '')
      expect(strip(kept), name).toBe(strip(text))
    }
  })
})
