import { describeAutomaticKills } from './automatic-kills.contract.js'
import { describeChanges } from './changes.contract.js'
import { describeChecks } from './checks.contract.js'
import { describeDeployments } from './deployments.contract.js'
import { describeGuardInputs } from './guard-inputs.contract.js'
import { describeHashes } from './hashes.contract.js'
import { describeIncidents } from './incidents.contract.js'
import { describeIntake } from './intake.contract.js'
import { describeNotify } from './notify.contract.js'
import { describePorts } from './ports.contract.js'
import { describeReadAt } from './read-at.contract.js'
import type { Storage } from './storage.js'

/** What every adapter must do. `open` gives an empty storage with an epoch minted; the suite closes it. */
export function describeStorage(name: string, open: () => Promise<Storage>): void {
  describeChanges(name, open)
  describeHashes(name, open)
  describeReadAt(name, open)
  describePorts(name, open)
  describeGuardInputs(name, open)
  describeIncidents(name, open)
  describeAutomaticKills(name, open)
  describeChecks(name, open)
  describeIntake(name, open)
  describeNotify(name, open)
  describeDeployments(name, open)
}
