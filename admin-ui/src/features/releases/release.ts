import type { AnswerOf, operations } from '@ripcord/api'

export type Release = AnswerOf<typeof operations.getRelease>
export type GuardAnswer = AnswerOf<typeof operations.readGuard>
