import { Modal } from '@mantine/core'
import { Suspense } from 'react'

interface DialogParts {
  isOpen: boolean
  onClose: () => void
  /** What it is, for who can't see it: what is in it has a heading of its own. */
  label: string
  size?: number
  /** Higher up, where what is typed changes how much there is. */
  isHigh?: boolean
  /** May be loaded when it first opens. */
  children: React.ReactNode
}

export function Dialog({ isOpen, onClose, label, size = 560, isHigh = false, children }: DialogParts) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      withCloseButton={false}
      size={size}
      attributes={{ content: { 'aria-label': label } }}
      {...(isHigh && { yOffset: '12vh' })}
    >
      <Suspense fallback={<div style={{ height: 200 }} />}>{children}</Suspense>
    </Modal>
  )
}
