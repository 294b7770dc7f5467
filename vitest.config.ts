import { configDefaults, defineConfig } from 'vitest/config'

const pure = {
  environment: 'node' as const,
  testTimeout: 30_000, // a busy machine is no fault
  exclude: ['**/*.db.test.ts', '**/node_modules/**'],
}

const postgres = {
  environment: 'node' as const,
  globalSetup: ['test/global-setup.ts'],
  isolate: false, // the program is loaded once for all files of a worker; each has a database of its own
  hookTimeout: 60_000,
}

/** What counts seconds or kills what it works on: never beside the many of the other project. */
const ALONE = ['test/{bad-days,races}/**/*.db.test.ts', 'test/hostile/bodies.db.test.ts']

export default defineConfig({
  test: {
    projects: [
      { test: { ...pure, name: 'unit', include: ['{src,tools,test,web}/**/*.test.{ts,tsx}'] } },
      {
        test: {
          ...postgres,
          name: 'postgres',
          include: ['{src,tools,test}/**/*.db.test.ts'],
          exclude: [...configDefaults.exclude, ...ALONE],
          testTimeout: 60_000,
          maxWorkers: 2, // much of a test is waiting for PostgreSQL and other processes
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...postgres,
          name: 'bad-days',
          include: ALONE,
          testTimeout: 30_000,
          maxWorkers: 2, // one waits for a time-out while the other works
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
