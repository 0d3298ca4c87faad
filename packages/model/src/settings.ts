// What a page holds a flag's settings against while they are typed: the server's own schema and checks, and little else.
import './never-generate.js'

export { flagSettingsSchema } from './flag.js'
export { issueMessage } from './issue-message.js'
export { pointer, valueAt } from './pointer.js'
export type { Problem } from './problem.js'
export { type ReferenceLookup, referenceProblems } from './reference-problems.js'
export { segmentReferences, settingsReferences } from './references.js'
export { attributeOperators } from './rule.js'
export { settingsProblems } from './settings-problems.js'
