// Without this file every page works, and comes anew by itself. With it the middle is exchanged in place, the reader's own
// time is shown, and it is said how old all is, and when the network is gone.
const age = document.getElementById('age')
let readAt = Date.now()
let isLost = false

function showTimes() {
  for (const time of document.querySelectorAll('time')) {
    const at = new Date(time.dateTime)
    time.title = `${time.dateTime.slice(0, 19).replace('T', ' ')} UTC`
    time.textContent = at.toLocaleTimeString(undefined, { hourCycle: 'h23' })
  }
}

function showAge() {
  const seconds = Math.round((Date.now() - readAt) / 1000)
  age.textContent = isLost ? `no network · ${seconds} s old` : seconds < 3 ? 'live' : `${seconds} s old`
  age.classList.toggle('lost', isLost)
}

async function refresh() {
  const main = document.querySelector('main')
  try {
    const answer = await fetch(location.href, { cache: 'no-store', signal: AbortSignal.timeout(8000) })
    if (answer.redirected) return location.assign(answer.url)
    if (!answer.ok) throw new Error(String(answer.status))
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.querySelector('main')
    if (fresh === null) return
    main.replaceWith(document.adoptNode(fresh))
    document.title = page.title
    readAt = Date.now()
    isLost = false
    showTimes()
  } catch {
    isLost = true
  }
  showAge()
}

async function follow() {
  for (;;) {
    const seconds = Number(document.querySelector('main').dataset.refresh)
    if (!(seconds > 0)) return
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    if (!document.hidden) await refresh()
  }
}

showTimes()
if (document.querySelector('main').dataset.refresh !== undefined) {
  showAge()
  setInterval(showAge, 1000)
  document.addEventListener('visibilitychange', () => document.hidden || void refresh())
  void follow()
}
