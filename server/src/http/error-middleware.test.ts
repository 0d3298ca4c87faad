import express from 'express'
import { pino } from 'pino'
import request from 'supertest'
import { expect, it } from 'vitest'
import { notFound, renderErrors } from './error-middleware.js'

const app = express()
  .use(notFound)
  .use(renderErrors(pino({ level: 'silent' })))

it('names a path that nothing answers, and says where to look', async () => {
  const { body } = await request(app).get('/api/v1/flgs?x=1').expect(404)
  expect(body).toMatchObject({
    code: 'no-such-path',
    detail: 'There is no GET "/api/v1/flgs" here: /api/docs lists what there is.',
  })
})

it('names to an SDK the paths that are for SDKs', async () => {
  const { body } = await request(app).post('/sdk/v1/nope').expect(404)
  expect(body.detail).toMatch(/^There is no POST "\/sdk\/v1\/nope" here: SDKs .*\/sdk\/v1\/snapshot/)
})

it('shortens a long path, and shows no key that stands in one', async () => {
  const long = await request(app).get(`/${'x'.repeat(5_000)}`)
  expect(long.body.detail.length).toBeLessThan(250)
  const { body } = await request(app).get('/api/rk_adm_0123456789abcdef')
  expect(body.detail).not.toContain('0123456789abcdef')
})
