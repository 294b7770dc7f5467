import { BROWSER, runSteps, STEPS } from './steps.mjs'

process.exitCode = await runSteps([...STEPS, BROWSER])
