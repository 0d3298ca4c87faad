/** Builds an element; children are text or elements, so that nothing that people typed is ever taken for markup. */
export function h(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/** What a flag does in an environment, in a word. */
export function stateOf(settings) {
  if (settings.kills.length > 0) return 'killed'
  return settings.enabled ? 'on' : 'off'
}

const plural = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`
const time = (instant) =>
  new Date(instant).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** The sentence that the page begins with. */
export function sentence(flags, kills, environment) {
  const place = `in ${environment.name}`
  if (flags.length === 0) return `No flags ${place} yet: create one below.`
  const killed = flags.filter((flag) => stateOf(flag.environments[environment.key]) === 'killed')
  if (killed.length === 0) {
    const on = flags.filter((flag) => flag.environments[environment.key].enabled).length
    return `${plural(flags.length, 'flag')} ${place}, ${on} on. Nothing is killed.`
  }
  const since = kills.map((kill) => kill.firstCommit.at).sort()[0]
  const names = killed.length < 4 ? killed.map((flag) => flag.key).join(', ') : plural(killed.length, 'flag')
  return `${names} ${killed.length === 1 ? 'is' : 'are'} killed ${place}${since ? `, since ${time(since)}` : ''}.`
}

/** As many flags as the table shows at once: a browser takes seconds to lay out thousands of rows. */
export const shownFlags = 200

/** Flags that have a text in their key or name, upper or lower case. */
export function found(flags, text) {
  const sought = text.trim().toLowerCase()
  return flags.filter(({ key, name }) => `${key}\n${name}`.toLowerCase().includes(sought))
}

/** What the table leaves out, in a sentence; empty where it leaves out nothing. */
export function notShown(flags, matches) {
  if (matches === 0 && flags > 0) return 'No flag has this in its key or name.'
  const more = matches - shownFlags
  return more > 0 ? `The first ${shownFlags} are shown, ${more} more are not: find them by key or name.` : ''
}

/** How far a kill has come, in words. */
export function progress(propagation) {
  if (propagation === undefined) return 'asking the instances …'
  const { safe, total, cannotAcknowledge } = propagation
  const apart = cannotAcknowledge > 0 ? `; ${cannotAcknowledge} can’t say` : ''
  return total === 0
    ? `no instance is connected${apart}`
    : `${safe} of ${plural(total, 'instance')} safe${apart}`
}

function served({ enabled, offVariant, default: byDefault }) {
  return enabled ? outcome(byDefault) : (offVariant ?? 'the caller’s default')
}

function outcome(outcome) {
  if (outcome.type === 'variant') return outcome.variant
  return outcome.type === 'split' ? 'a split' : 'the caller’s default'
}

export function flagRow(flag, settings, act, changed) {
  const state = stateOf(settings)
  const kill = h('button', { type: 'button', className: 'danger', onclick: () => act.kill(flag) }, 'Kill')
  kill.setAttribute('aria-label', `Kill ${flag.key}`)
  const turn = h(
    'button',
    { type: 'button', onclick: () => act.turn(flag, settings) },
    settings.enabled ? 'Turn off' : 'Turn on',
  )
  turn.setAttribute('aria-label', `${turn.textContent} ${flag.key}`)
  return h(
    'tr',
    { className: changed ? 'changed' : '' },
    h('td', {}, h('span', { className: `state ${state}` }, state)),
    h('td', {}, h('span', { className: 'mono' }, flag.key), ...nameOf(flag)),
    h('td', { className: 'wide mono quiet' }, state === 'killed' ? 'what its kill says' : served(settings)),
    h('td', {}, turn, ' ', kill),
  )
}

/** A flag's name, where it says more than its key. */
function nameOf({ key, name }) {
  return name === key ? [] : [' ', h('span', { className: 'quiet' }, name)]
}

/** The keys of a kill as its card shows them at once. */
const shownKeys = 20
/** Ids of the kills whose other keys a person has unfolded: cards are made anew all the time. */
const unfolded = new Set()

function keysOf({ killId }, keys) {
  const first = h('strong', { className: 'mono' }, keys.slice(0, shownKeys).join(', '))
  if (keys.length <= shownKeys) return [first]
  const rest = h(
    'details',
    { open: unfolded.has(killId), ontoggle: ({ target }) => remember(killId, target.open) },
    h('summary', {}, `and ${keys.length - shownKeys} more`),
    h('span', { className: 'mono' }, keys.slice(shownKeys).join(', ')),
  )
  return [first, rest]
}

function remember(killId, open) {
  if (open) unfolded.add(killId)
  else unfolded.delete(killId)
}

/** A kill's flags in a word: its key where it is one. */
export function flagsOf(kill) {
  const keys = Object.keys(kill.serves)
  return keys.length === 1 ? keys[0] : plural(keys.length, 'flag')
}

export function killPanel(kill, propagation, act) {
  const keys = Object.keys(kill.serves)
  const who = kill.actor.name ?? kill.actor.id
  const count = h('strong', { className: 'mono' }, progress(propagation))
  count.setAttribute('role', 'status')
  return h(
    'article',
    { className: 'kill' },
    h(
      'div',
      { className: 'what' },
      h('span', { className: 'state killed' }, 'killed'),
      ' ',
      ...keysOf(kill, keys),
      ` · ${time(kill.firstCommit.at)} by ${who}: ${kill.reason || 'no reason given'}`,
    ),
    count,
    h('button', { type: 'button', onclick: () => act.restore(kill) }, `Restore ${flagsOf(kill)}`),
  )
}

export const snippet = (key) => `import { createClient } from '@ripcord/sdk'

const flags = createClient({
  url: '${location.origin}',
  sdkKey: '${key}',
  application: { name: 'my-service', version: '1.0.0' },
})
await flags.ready({ timeoutMs: 2000 })
flags.getBooleanValue('new-checkout', false, { targetingKey: 'user-1' })`
