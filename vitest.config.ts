import { defineConfig } from 'vitest/config'

const pure = {
  environment: 'node' as const,
  testTimeout: 30_000, // a busy machine is no fault
  exclude: ['**/*.db.test.ts', '**/node_modules/**'],
}

export default defineConfig({
  test: {
    projects: [
      { test: { ...pure, name: 'unit', include: ['{src,tools,test,web}/**/*.test.{ts,tsx}'] } },
      {
        test: {
          name: 'postgres',
          environment: 'node',
          include: ['{src,tools,test}/**/*.db.test.ts'],
          globalSetup: ['test/global-setup.ts'],
          isolate: false, // the program is loaded once for all files of a worker; each has a database of its own
          maxWorkers: 2, // much of a test is waiting for PostgreSQL, processes and time
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
