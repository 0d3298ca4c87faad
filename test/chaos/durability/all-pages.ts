interface Page<Item> {
  items: readonly Item[]
  nextCursor: string | null
}

/** Every item of a list that the API answers by the page. */
export async function* allPages<Item>(
  read: (after: { cursor?: string }) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let page = await read({})
  yield* page.items
  while (page.nextCursor !== null) {
    page = await read({ cursor: page.nextCursor })
    yield* page.items
  }
}
