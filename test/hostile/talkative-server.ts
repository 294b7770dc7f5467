import { createApplication } from '../../src/app/application.ts'

/** A server that tells its log all there is to tell; the address of the database is its only argument. */
const application = await createApplication({
  url: process.argv[2] ?? '',
  logLevel: 'trace',
  slowMs: 1,
  metricsToken: process.argv[3],
})
process.stdout.write(`${await application.http.listen({ port: 0, host: '127.0.0.1' })}\n`)
process.once('SIGTERM', () => void application.close())
