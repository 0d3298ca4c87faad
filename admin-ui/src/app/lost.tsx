import { Link } from '@tanstack/react-router'
import { sentenceOf } from '../lib/api'
import classes from './lost.module.css'

/** Where there is nothing to show, and why. */
export function Lost({ error }: { error?: unknown }) {
  return (
    <main className={classes.lost}>
      <h1>{error === undefined ? 'There is nothing here.' : 'This page could not be shown.'}</h1>
      <p>{error === undefined ? 'The address names no page of this console.' : sentenceOf(error)}</p>
      <Link to="/">Go to the overview</Link>
    </main>
  )
}

export function NotFound() {
  return <Lost />
}
