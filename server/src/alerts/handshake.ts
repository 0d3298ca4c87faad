import express, { type Router } from 'express'

const longestOrigin = 255

/**
 * What a sender of CloudEvents asks before it delivers anything: whether this address wants it. It does; each delivery
 * shows its credential all the same. Source: CloudEvents' HTTP 1.1 Web Hooks for Event Delivery 1.0, section 4.
 */
export function cloudEventsHandshake(): Router {
  const router = express.Router()
  router.options(
    ['/intake/alerts/cloudevents/:source', '/intake/alerts/cloudevents/:source/:token'],
    (request, response, next) => {
      const origin = request.get('webhook-request-origin')
      // What may stand in a host's name, a port, or `*`: it comes back in a header.
      if (origin === undefined || origin.length > longestOrigin || !/^[\w.*:-]+$/.test(origin)) return next()
      response.locals['operationId'] = 'cloudEventsHandshake'
      response
        .status(200)
        .set({ 'WebHook-Allowed-Origin': origin, 'WebHook-Allowed-Rate': '*', Allow: 'POST' })
        .end()
    },
  )
  return router
}
