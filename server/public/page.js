import { all, get, patch, post, remove } from '/assets/api.js'
import {
  flagRow,
  flagsOf,
  found,
  h,
  killPanel,
  notShown,
  sentence,
  shownFlags,
  snippet,
} from '/assets/view.js'

const $ = (id) => document.getElementById(id)
const page = {
  projects: [],
  project: undefined,
  environment: undefined,
  flags: [],
  kills: [],
  propagation: new Map(),
}
const here = () => `/projects/${page.project.key}/environments/${page.environment.key}`
let feed
let watching

/** Runs what a person asked for; what the server refuses is said, in its words. */
async function run(work) {
  $('notice').hidden = true
  try {
    return await work()
  } catch (error) {
    if (error.status === 401) showLogin()
    // Who is not logged in yet has made no mistake; who showed a wrong secret wants to know.
    if (error.status === 401 && error.code !== 'wrong-secret') return
    say(error.message)
  }
}

function say(message) {
  $('notice').textContent = message
  $('notice').hidden = false
}

function showLogin() {
  feed?.close()
  $('console').hidden = $('log-out').hidden = true
  $('log-in').hidden = false
}

async function start() {
  const secret = location.hash.slice(1)
  if (location.pathname === '/login') history.replaceState(null, '', '/')
  const refused =
    secret === ''
      ? undefined
      : await post('/session', { secret }).then(
          () => undefined,
          (error) => error,
        )
  // Whoever has a session already needs no link, but should know that this one was not good.
  await get('/session').catch((error) => {
    throw refused ?? error
  })
  if (refused !== undefined) say(refused.message)
  page.projects = (await get('/projects')).items
  $('log-in').hidden = true
  $('console').hidden = $('log-out').hidden = false
  $('project').replaceChildren(...page.projects.map(({ key, name }) => h('option', { value: key }, name)))
  await openProject(page.projects[0]?.key)
}

async function openProject(key) {
  page.project = page.projects.find((project) => project.key === key)
  if (page.project === undefined) {
    $('sentence').textContent = 'There is no project yet: create one with POST /api/v1/projects.'
    return
  }
  const { environments } = page.project
  $('find').value = ''
  $('environments').replaceChildren(
    ...environments.map((each) =>
      h(
        'button',
        { type: 'button', value: each.key, onclick: () => run(() => openEnvironment(each)) },
        each.name,
      ),
    ),
  )
  follow()
  await openEnvironment(environments.find((each) => each.production) ?? environments[0])
}

async function openEnvironment(environment) {
  page.environment = environment
  $('bar').className = environment.production ? 'production' : ''
  for (const button of $('environments').children)
    button.setAttribute('aria-current', String(button.value === environment.key))
  await load([])
}

/** Every change of the project comes by itself; a feed that was cut goes on where it was. */
function follow() {
  feed?.close()
  feed = new EventSource(`/api/v1/projects/${page.project.key}/events`)
  feed.onmessage = ({ data }) => run(() => load(JSON.parse(data).entities.map((entity) => entity.key)))
}

async function load(changed) {
  const at = here()
  const [flags, kills] = await Promise.all([
    all(`/projects/${page.project.key}/flags?archived=false`),
    all(`${at}/kills`),
  ])
  if (at !== here()) return
  Object.assign(page, { flags, kills })
  render(changed)
  await watchKills()
}

function render(changed) {
  const { flags, kills, environment } = page
  $('sentence').textContent = sentence(flags, kills, environment)
  renderFlags(changed)
  renderKills()
}

function renderFlags(changed) {
  const { flags, environment } = page
  const matches = found(flags, $('find').value)
  $('more').textContent = notShown(flags.length, matches.length)
  $('flags').replaceChildren(
    ...matches
      .slice(0, shownFlags)
      .map((flag) => flagRow(flag, flag.environments[environment.key], act, changed.includes(flag.key))),
  )
}

const renderKills = () =>
  $('kills').replaceChildren(
    ...page.kills.map((kill) => killPanel(kill, page.propagation.get(kill.killId), act)),
  )

/** Asks how far each kill has come: often until everybody is safe, then now and then. */
async function watchKills() {
  clearTimeout(watching)
  if (page.kills.length === 0) return
  const asked = page.kills.slice(0, 20)
  const answers = await Promise.all(
    asked.map(({ killId }) =>
      get(`${here()}/kills/${encodeURIComponent(killId)}/propagation?instances=unsafe`),
    ),
  )
  for (const answer of answers) page.propagation.set(answer.killId, answer)
  renderKills()
  const done = answers.every(({ safe, total }) => safe === total)
  watching = setTimeout(() => run(watchKills), done ? 5000 : 300)
}

const act = {
  async turn(flag, settings) {
    const verb = settings.enabled ? 'Turn off' : 'Turn on'
    const reason = await ask(
      `${verb} ${flag.key} in ${page.environment.name}`,
      'This changes what services serve.',
    )
    if (reason === undefined) return
    await run(() =>
      patch(`${here()}/flags/${flag.key}`, { enabled: !settings.enabled, reason }, settings.revision),
    )
  },
  async kill(flag) {
    const safe = flag.environments[page.environment.key].offVariant ?? 'the caller’s default'
    const reason = await ask(
      `Kill ${flag.key} in ${page.environment.name}`,
      `Every instance serves ${safe}, whatever the rules say, until the kill is restored.`,
      true,
    )
    if (reason === undefined) return
    await run(() => post(`${here()}/kills`, { target: { type: 'flags', flags: [flag.key] }, reason }))
  },
  async restore(kill) {
    const reason = await ask(
      `Restore ${flagsOf(kill)} in ${page.environment.name}`,
      'Lifts exactly this kill: rules decide again once no other kill stands.',
    )
    if (reason === undefined) return
    await run(() => post(`${here()}/kills/${encodeURIComponent(kill.killId)}/restore`, { reason }))
  },
}

/** Asks for a reason; undefined where the person would rather not. */
function ask(what, consequence, dangerous = false) {
  const dialog = $('ask')
  $('ask-title').textContent = $('ask-go').textContent = what
  $('ask-text').textContent = consequence
  $('ask-go').className = dangerous ? 'danger strong' : ''
  dialog.querySelector('form').reset()
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.onclose = () =>
      resolve(dialog.returnValue === 'go' ? dialog.querySelector('input').value : undefined)
  })
}

function onSubmit(id, work) {
  $(id).addEventListener('submit', (event) => {
    event.preventDefault()
    run(async () => {
      await work(Object.fromEntries(new FormData(event.target)))
      event.target.reset()
    })
  })
}

onSubmit('log-in', async ({ secret }) => {
  await post('/session', { secret })
  await start()
})
onSubmit('create-flag', ({ key }) => {
  // Off, and ready to be turned on: where it is enabled it serves `on`.
  const ready = { default: { type: 'variant', variant: 'on' } }
  const environments = Object.fromEntries(page.project.environments.map((each) => [each.key, ready]))
  const flag = { key, name: key, type: 'boolean', variants: { on: true, off: false }, environments }
  return post(`/projects/${page.project.key}/flags`, flag)
})
onSubmit('create-key', async ({ name }) => {
  const { key } = await post(`${here()}/keys`, { name, kind: 'server' })
  $('new-key').hidden = false
  $('new-key').querySelector('pre').textContent = snippet(key)
})
$('find').addEventListener('input', () => renderFlags([]))
$('ask-cancel').addEventListener('click', () => $('ask').close())
$('project').addEventListener('change', (event) => run(() => openProject(event.target.value)))
$('log-out').addEventListener('click', () =>
  run(async () => {
    await remove('/session')
    showLogin()
  }),
)
run(start)
