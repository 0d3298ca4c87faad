import * as automaticKills from './automatic-kills.js'
import * as checks from './checks.js'
import * as counts from './counts.js'
import * as demo from './demo.js'
import * as deployments from './deployments.js'
import * as evaluate from './evaluate.js'
import * as flags from './flags.js'
import * as guard from './guard.js'
import * as history from './history.js'
import * as incidents from './incidents.js'
import * as instances from './instances.js'
import * as intake from './intake.js'
import * as keys from './keys.js'
import * as kills from './kills.js'
import * as notify from './notify.js'
import * as overview from './overview.js'
import * as projects from './projects.js'
import * as promotions from './promotions.js'
import * as releases from './releases.js'
import * as segments from './segments.js'
import * as services from './services.js'
import * as session from './session.js'
import * as tokens from './tokens.js'

/** Every operation of the API, by operationId. */
export const operations = {
  ...session,
  ...tokens,
  ...projects,
  ...keys,
  ...flags,
  ...overview,
  ...promotions,
  ...segments,
  ...kills,
  ...releases,
  ...guard,
  ...services,
  ...incidents,
  ...checks,
  ...automaticKills,
  ...instances,
  ...intake,
  ...notify,
  ...deployments,
  ...demo,
  ...history,
  ...counts,
  ...evaluate,
}
