/** What the services say to each other. */
export interface Order {
  customerId: string
  item: string
  cents: number
}

export interface Receipt {
  paymentId: string
  path: 'old' | 'new'
}
