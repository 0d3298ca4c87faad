import { CopyButton } from '../../components/copy'
import { Panel } from '../../components/panel'
import { usePlace } from '../../lib/place'
import type { Release } from './release'
import { fileOfRelease, inEnvironment } from './release-file'
import classes from './release-page.module.css'
import { yamlOf } from './yaml'

/** The file that makes this release, to keep beside the code. */
export function FilePanel({ release }: { release: Release }) {
  const { project, environment } = usePlace()
  const text = yamlOf(inEnvironment(fileOfRelease(release), environment))
  return (
    <Panel title="As a file" aside={<CopyButton text={text}>copy ripcord.yaml</CopyButton>}>
      <pre className={classes.file} tabIndex={0} aria-label="ripcord.yaml">
        {text}
      </pre>
      <p className={classes.build}>
        Kept beside the code, <code>ripcord release apply ripcord.yaml --project {project}</code> makes it
        again.
      </p>
    </Panel>
  )
}
