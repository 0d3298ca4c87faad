import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { api, sentencesOf } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { releaseQuery } from '../../lib/queries'
import { useKept } from '../../lib/use-kept'
import { type Draft, draftOf, emptyDraft, fileOf, isDraft } from './new-release'
import type { Release } from './release'
import { ReleaseForm } from './release-form'

/** A release as a draft: nothing is served otherwise until somebody starts it. */
export function NewReleasePage() {
  const place = usePlace()
  return (
    <>
      <PageHead
        above={
          <Link to="/p/$project/$environment/releases" params={place}>
            Releases /
          </Link>
        }
        title={`A new release in ${place.environment}`}
        detail="It is a draft until somebody starts it: nothing is served otherwise before that."
      />
      <Editing key={`${place.project}/${place.environment}`} release={undefined} />
    </>
  )
}

/** A draft that is put right. */
export function EditReleasePage() {
  const place = usePlace()
  const { release: key = '' } = useParams({ strict: false })
  const { data, error } = useQuery(releaseQuery(place, key))
  if (data === undefined) return <Pending title={key} error={error} lines={8} />
  const params = { ...place, release: key }
  return (
    <>
      <PageHead
        above={
          <Link to="/p/$project/$environment/releases/$release" params={params}>
            Releases / {key} /
          </Link>
        }
        title={`Edit ${key}`}
        detail={
          data.status === 'draft'
            ? 'It was not started: nothing is served otherwise until it is.'
            : 'It was started, and what was started stays what it is.'
        }
      />
      {data.status === 'draft' ? (
        <Editing key={key} release={data} />
      ) : (
        <Panel>
          <Link to="/p/$project/$environment/releases/$release" params={params}>
            Back to {key}
          </Link>
        </Panel>
      )}
    </>
  )
}

function Editing({ release }: { release: Release | undefined }) {
  const place = usePlace()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const kept = useKept<Draft>(
    `release ${place.project} ${place.environment} ${release?.key ?? ''}`,
    isDraft,
    () => (release === undefined ? emptyDraft : draftOf(release)),
  )
  const [problems, setProblems] = useState<readonly string[]>([])
  const [isSaving, setSaving] = useState(false)

  async function leave(to: string | undefined): Promise<void> {
    kept.forget()
    if (to === undefined) await navigate({ to: '/p/$project/$environment/releases', params: place })
    else
      await navigate({
        to: '/p/$project/$environment/releases/$release',
        params: { ...place, release: to },
      })
  }

  async function save(named: Draft): Promise<void> {
    const { file, problems: found } = fileOf(named)
    setProblems(found ?? [])
    if (file === undefined) return
    setSaving(true)
    try {
      await api.applyRelease({ params: { ...place, release: file.release }, body: file })
      await queries.invalidateQueries()
      await leave(file.release)
    } catch (error) {
      setProblems(sentencesOf(error))
      setSaving(false)
    }
  }

  return (
    <ReleaseForm
      draft={{ ...emptyDraft, ...kept.value }}
      isNew={release === undefined}
      problems={problems}
      isSaving={isSaving}
      onChange={kept.set}
      onSave={(named) => void save(named)}
      onCancel={() => void leave(release?.key)}
    />
  )
}
