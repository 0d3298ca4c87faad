import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readers } from './readers/index.js'

const page = new URL('../../../docs/deployments.md', import.meta.url)

/** The part of an Application of Argo CD that its notifications are made of. */
const app = {
  metadata: { name: 'checkout' },
  spec: { destination: { namespace: 'shop-production' } },
  status: {
    operationState: {
      phase: 'Succeeded',
      finishedAt: '2026-01-05T08:00:00Z',
    },
    sync: { revision: '4f2c9d1e4f2c9d1e4f2c9d1e4f2c9d1e4f2c9d1e' },
    health: { status: 'Healthy' },
    summary: { images: ['registry.example/shop/checkout:1.4.2', 'registry.example/proxy:2'] },
  },
}

/** As Argo CD renders it: a path into `.app`, as JSON; what is not there is null. */
function render(template: string, values: object): unknown {
  const text = template.replaceAll(/\{\{toJson \.app\.([\w.]+)\}\}/g, (_all, path: string) =>
    JSON.stringify(path.split('.').reduce<unknown>((value, name) => Object(value)[name], values) ?? null),
  )
  return JSON.parse(text)
}

function templateOfThePage(): string {
  const [, body = ''] = /body: \|\n([\s\S]*?)\ntrigger\./.exec(readFileSync(page, 'utf8')) ?? []
  return body
}

function read(values: object) {
  const delivery = { bytes: Buffer.alloc(0), header: () => undefined, url: '/' }
  return readers.get('argocd')?.read(delivery, render(templateOfThePage(), values))
}

it('the template of the page says what a deployment is', () => {
  expect(read(app)).toMatchObject({
    type: 'deployment',
    deployment: {
      status: 'succeeded',
      service: 'checkout',
      version: '1.4.2',
      commit: app.status.sync.revision,
      environment: 'shop-production',
      at: Date.parse('2026-01-05T08:00:00Z'),
    },
  })
})

it('the template of the page is read where Argo CD does not know all of it yet', () => {
  const status = { operationState: { phase: 'Running' }, health: { status: 'Progressing' }, sync: {} }
  expect(read({ ...app, status })).toMatchObject({
    type: 'deployment',
    deployment: { status: 'started', version: null, commit: null, at: null },
  })
})
