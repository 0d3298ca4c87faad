import type { AnswerOf, operations } from '@ripcord/api'

export type Incident = AnswerOf<typeof operations.getIncident>
