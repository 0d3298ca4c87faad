// Stands for the shop where a test needs no services: it opens at once, and dies where it is to break.
process.on('disconnect', () => process.exit(0))
process.on('message', (wish) => {
  if (wish === 'break') process.exit(3)
})
process.send({ state: 'open', instances: 0 })
process.send({ state: 'of which nobody has heard' })
process.send({ state: 'sales', at: Date.now(), sold: 30, failed: 1, byNew: 7 })
