import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ownerToken } from '../testing/open-app.js'
import { at, openReleaseShop } from './testing/release-shop.js'

const file = `
release: ${at.release}
environment: production
services: [{ name: checkout, version: 1.4.2 }, { name: payments, version: 2.0.0 }]
flags:
  - { key: a, outgoing: on }
  - { key: b, outgoing: other }
strategy: canary # 1, 5, 25, 50 and 99 %
bakeTime: 5m
checks:
  - { id: errors, type: sdk-outcomes, slowAfter: 250ms }
`
const path = `/api/v1/projects/default/environments/production/releases/${at.release}`

async function openWithFile() {
  const shop = await openReleaseShop('a', 'b')
  const apply = (text: string, type = 'application/yaml') =>
    shop.http.put(path).set('authorization', `Bearer ${ownerToken}`).set('content-type', type).send(text)
  return { ...shop, apply }
}

describe('ripcord.yaml', () => {
  it('is applied as it is, and again without effect, as YAML or as the same JSON', async () => {
    const { apply } = await openWithFile()
    const first = await apply(file)
    expect(first.status).toBe(201)
    expect(first.body.release).toMatchObject({
      services: [{ version: '1.4.2' }, { version: '2.0.0' }],
      stages: [{ share: 0.01, bakeTime: '5m' }, {}, {}, {}, { share: 0.99 }],
    })
    expect((await apply(file)).body.outcome).toBe('unchanged')
    const json = JSON.stringify(parse(file))
    expect((await apply(json, 'application/json')).body.outcome).toBe('unchanged')
  })

  it.each([
    ['flags: [a', 'line 1'],
    ['a: 1\na: 2', 'line 2'],
    ['a: &x [1]\nb: *x', 'anchor'],
    ['a: !mine 1', 'line 1'],
    ['a: 1\n---\na: 2', 'MULTIPLE_DOCS in line'],
    [`a: ${'['.repeat(20_000)}`, ''],
  ])('that is no plain YAML is refused with its place: %#', async (text, place) => {
    const { apply } = await openWithFile()
    const { status, body } = await apply(text)
    expect(status).toBe(400)
    expect(body.code).toBe('malformed-yaml')
    expect(body.detail).toContain(place)
  })

  it('that nests too deep, or names the prototype, is refused as JSON is', async () => {
    const { apply } = await openWithFile()
    const deep = `a: ${'['.repeat(40)}${']'.repeat(40)}`
    expect((await apply(deep)).body).toMatchObject({ status: 400, code: 'too-deep' })
    expect((await apply('__proto__: { a: 1 }')).body).toMatchObject({ status: 400, code: 'reserved-key' })
  })

  it('says which of its fields is wrong', async () => {
    const { apply } = await openWithFile()
    const { body } = await apply(file.replace('version: 2.0.0', 'version: 2.0'))
    expect(body).toMatchObject({ status: 400, errors: [{ path: '/services/1/version' }] })
  })

  it('is read only where a release is applied', async () => {
    const { http } = await openWithFile()
    const answer = await http
      .post('/api/v1/projects')
      .set('authorization', `Bearer ${ownerToken}`)
      .set('content-type', 'application/yaml')
      .send('key: shop')
    expect(answer.body).toMatchObject({ status: 415, code: 'unsupported-media-type' })
  })

  it('has a JSON schema that takes it, and that anybody may read', async () => {
    const { http } = await openWithFile()
    const { status, body } = await http.get('/api/v1/release.schema.json')
    expect(status).toBe(200)
    const validate = new Ajv2020({ strict: false }).compile(body)
    expect(validate(parse(file))).toBe(true)
    const wrong = { ...parse(file), flags: [{ key: 'a' }] }
    expect(validate(wrong)).toBe(false)
  })
})
