// `node dist/load/main.js [storefront] [sales per second] [item]`: customers until Ctrl-C, one line a second.
import { type Sale, startTraffic } from './traffic.js'

const [storefront = 'http://localhost:4501', perSecond = '20', item = 'kite'] = process.argv.slice(2)
let sales: Sale[] = []
startTraffic(storefront, Number(perSecond), (sale) => sales.push(sale)).sell(item)

setInterval(() => {
  const failed = sales.filter((sale) => sale.error !== undefined)
  const isNew = sales.filter((sale) => sale.path === 'new')
  console.log(
    `${sales.length} sales, ${isNew.length} by the new checkout, ${failed.length} failed`,
    failed[0] === undefined ? '' : `(${failed[0].error})`,
  )
  sales = []
}, 1_000)
