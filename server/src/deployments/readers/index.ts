import { argocd } from './argocd.js'
import { cdevents } from './cdevents.js'
import { github } from './github.js'
import { jenkins } from './jenkins.js'
import type { Reader } from './reader.js'
import { spinnaker } from './spinnaker.js'

/** Every format of deployments, by its name in the URL. */
export const readers: ReadonlyMap<string, Reader> = new Map(
  [github, argocd, spinnaker, jenkins, cdevents].map((reader) => [reader.name, reader]),
)
