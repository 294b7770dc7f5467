import { defineConfig } from '@playwright/test'

const chromium = process.env['CHROMIUM_PATH']

export default defineConfig({
  testDir: 'e2e',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 2, // each story has a Baton, a PostgreSQL and a browser of its own
  retries: 1, // a busy machine is no fault; a story that fails twice is one
  reporter: [['line'], ['json']],
  use: {
    screenshot: 'only-on-failure',
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
      ],
    },
  },
  metadata: { chromium },
})
