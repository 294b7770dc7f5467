// Plain JavaScript for Node 18 and up: gets the right Node and the packages, then does what was asked with them.
import { launch } from './launch/steps.mjs'

launch(process.argv.slice(2)).catch((thrown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`)
  process.exit(1)
})
