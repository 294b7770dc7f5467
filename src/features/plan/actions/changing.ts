/** How one plan becomes another: drafts, what the compiler says of a document, what differs, publishing within a transaction, where opportunities go. */
export { differencesOf } from '../rules/differences.ts'
export { mappingOf } from '../rules/mapping.ts'
export { createDraft, readDraft } from './drafting.ts'
export { findingsOf, publishIn } from './publishing.ts'
