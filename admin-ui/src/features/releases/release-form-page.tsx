import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { api, sentencesOf } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { releaseQuery } from '../../lib/queries'
import { type Draft, draftOf, emptyDraft, fileOf, keptDraft } from './new-release'
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
  const kept = keptDraft(sessionStorage, place, release?.key ?? '')
  const begun = release === undefined ? emptyDraft : draftOf(release)
  const [draft, setDraft] = useState<Draft>(() => kept.load() ?? begun)
  const [problems, setProblems] = useState<readonly string[]>([])
  const [isSaving, setSaving] = useState(false)

  function change(next: Draft): void {
    setDraft(next)
    kept.save(next)
  }

  async function leave(to: string | undefined): Promise<void> {
    kept.save(undefined)
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
      draft={draft}
      isNew={release === undefined}
      problems={problems}
      isSaving={isSaving}
      onChange={change}
      onSave={(named) => void save(named)}
      onCancel={() => void leave(release?.key)}
    />
  )
}
