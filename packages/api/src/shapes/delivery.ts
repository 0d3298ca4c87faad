import { limits } from '@ripcord/model'
import { z } from 'zod'

/** Names a source. */
export const sourceParam = z.string().min(1).max(limits.keyLength)

export const deliveryParams = z.object({
  sender: z.string().min(1).max(limits.keyLength),
  source: sourceParam,
})

/** Of senders that can set no header. */
export const tokenDeliveryParams = deliveryParams.extend({ token: z.string().min(1).max(limits.nameLength) })

/** What every door for senders has in common: each sender has a format of its own. */
export const delivers = {
  method: 'post',
  tag: 'intake',
  permission: 'intake:deliver',
  raw: true,
  bodyBytes: limits.intakeBytes,
} as const
