import type { ArmOutcomes, ReleaseOutcomes } from '@ripcord/sync'

/** Requests that one process can have served between two reports; whoever tells of more is not believed. */
const mostRequests = 1_000_000
/** Subjects that a process tells of in one report, both arms together. */
const mostSubjects = 64
const mostSeen = 3
const largestBucket = 0xff_ff_ff_ff

/** Whether what an instance told can't be: it is no evidence then, none of it. */
export function areAbsurd({ treatment, control, unassigned }: ReleaseOutcomes): boolean {
  return (
    !isCount(unassigned) ||
    !isArm(treatment) ||
    !isArm(control) ||
    treatment.erring.length + control.erring.length > mostSubjects ||
    treatment.slowed.length + control.slowed.length > mostSubjects
  )
}

function isArm({ requests, errors, slow, erring, slowed, seen }: ArmOutcomes): boolean {
  return (
    isCount(requests) &&
    isCount(errors) &&
    isCount(slow) &&
    errors <= requests &&
    slow <= requests &&
    // Each of these subjects had at least one such request.
    erring.length <= errors &&
    slowed.length <= slow &&
    seen.length <= Math.min(mostSeen, requests) &&
    [...erring, ...slowed, ...seen].every(isBucket)
  )
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= mostRequests
}

function isBucket(bucket: number): boolean {
  return Number.isInteger(bucket) && bucket >= 0 && bucket <= largestBucket
}
