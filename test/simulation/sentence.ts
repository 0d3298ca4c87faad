import type { Database, Noise, Step } from './story.js'

/** What a step does, for people. */
export function sentenceOf(step: Step): string {
  switch (step.type) {
    case 'start': {
      const how = step.mode === 'polling' ? `polls every ${seconds(step.pollIntervalMs)}` : 'streams'
      const disk = step.disk === 'none' ? 'without a disk' : `on a ${step.disk} disk`
      const slow = step.slowMs === 0 ? '' : `, ${seconds(step.slowMs)} for each message`
      return `client-${step.client} starts: it ${how}, ${disk}${slow}`
    }
    case 'write':
      return `${step.flag} is set to ${step.value}`
    case 'burst':
      return `${step.writes} writes at once`
    case 'writeElsewhere':
      return 'a write in another environment'
    case 'kill':
      return `kill-${step.kill} kills ${step.flags.join(', ')}`
    case 'drill':
      return `kill-${step.kill}, a drill, kills banner for ${seconds(step.endsAfterMs)}`
    case 'restore':
      return `kill-${step.kill} is restored`
    case 'cut':
      return `the stream of client-${step.client} is cut`
    case 'blacken':
      return `nothing goes through to client-${step.client} for ${seconds(step.forMs)}`
    case 'freeze':
      return `client-${step.client} stands still for ${seconds(step.forMs)}`
    case 'restart': {
      const disk = step.disk === 'kept' ? 'on its disk' : 'without its disk'
      return `client-${step.client} dies, and starts ${disk} after ${seconds(step.afterMs)}`
    }
    case 'tear':
      return `client-${step.client} dies, its kill file is ${step.file === 'torn' ? 'torn' : 'an old one'}, and it starts again`
    case 'close':
      return `client-${step.client} ends in order`
    case 'override':
      return step.flag === null
        ? `client-${step.client} has no override any more`
        : `client-${step.client} overrides ${step.flag}`
    case 'backup':
      return `backup ${step.backup} is taken`
    case 'restartServer':
      return restartSentence(step)
    case 'blind':
      return `the server can’t read its log for ${seconds(step.forMs)}`
  }
}

export function noiseSentence(noise: Noise): string {
  switch (noise) {
    case 'slowStorage':
      return 'the storage takes its time'
    case 'busyServer':
      return 'the server is busy now and then'
    case 'lostRequests':
      return 'requests and answers get lost'
    case 'slowRequests':
      return 'some requests take seconds'
    case 'slowDisk':
      return 'some writes to disk take seconds'
    case 'lazyRelay':
      return 'something on the way answers with old snapshots'
  }
}

function restartSentence(step: Step & { type: 'restartServer' }): string {
  return [
    step.saysGoodbye ? 'the server says goodbye and stops' : 'the server dies',
    ...(step.losesKey === true ? ['its key is lost'] : []),
    ...(step.clockMs === undefined ? [] : [`its clock is set ${seconds(step.clockMs)} off`]),
    `after ${seconds(step.afterMs)} it starts on ${databaseOf(step.on)}`,
  ].join(', ')
}

function databaseOf(on: Database): string {
  switch (on.type) {
    case 'same':
      return 'its database'
    case 'rolledBack':
      return `a copy of backup ${on.backup}`
    case 'restored':
      return `backup ${on.backup}, restored by command`
  }
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`
}
