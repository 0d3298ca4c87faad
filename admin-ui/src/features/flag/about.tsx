import { lazy, useState } from 'react'
import { Dialog } from '../../components/dialog'
import classes from './about.module.css'
import type { Flag } from './flag'
import { dayWords } from './lifecycle-words'

const AboutForm = lazy(async () => ({ default: (await import('./about-form')).AboutForm }))

/** What it is for, of what kind, whose, and how to say it otherwise. */
export function About({ flag }: { flag: Flag }) {
  const [isEdited, setEdited] = useState(false)
  const { name, key, description, kind, type, owner, tags, lifetime } = flag
  const words = [kind, type, owner, ...tags.map((tag) => `#${tag}`), lifetimeWords(lifetime)]
  return (
    <>
      {name !== key && <b className={classes.name}>{name}. </b>}
      {description !== '' && `${description} `}
      <span className={classes.about}>{words.filter((word) => word !== '').join(' · ')}</span>{' '}
      <button type="button" className={classes.edit} onClick={() => setEdited(true)}>
        Edit
      </button>
      <Dialog isOpen={isEdited} onClose={() => setEdited(false)} label={`What ${key} is`}>
        <AboutForm flag={flag} onDone={() => setEdited(false)} />
      </Dialog>
    </>
  )
}

function lifetimeWords(lifetime: Flag['lifetime']): string {
  if (lifetime.type === 'permanent') return 'permanent'
  if (lifetime.expectedEnd === undefined) return ''
  const isOver = Date.parse(lifetime.expectedEnd) < Date.now()
  return `${isOver ? 'should have ended' : 'ends'} ${dayWords(lifetime.expectedEnd)}`
}
