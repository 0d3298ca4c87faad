import { useState } from 'react'
import classes from './copy.module.css'

/** A command to take along. */
export function Command({ text }: { text: string }) {
  return (
    <div className={classes.command}>
      <code>{text}</code>
      <CopyButton text={text} />
    </div>
  )
}

export function CopyButton({ text, children = 'copy' }: { text: string; children?: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <button type="button" className={classes.copy} onClick={() => void copy()}>
      {isCopied ? 'copied' : children}
    </button>
  )
}

/** Over plain HTTP a browser offers no clipboard, and elsewhere it may keep it: the old way still works there. */
async function copyText(text: string): Promise<void> {
  try {
    return await navigator.clipboard.writeText(text)
  } catch {
    copyTheOldWay(text)
  }
}

function copyTheOldWay(text: string): void {
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
