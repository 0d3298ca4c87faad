export type Credential =
  | { type: 'none' }
  | { type: 'basic'; user: string; password: string }
  | { type: 'bearer'; token: string }
  | { type: 'header'; name: string; value: string }
export type CredentialType = Credential['type']

/** What each kind of credential asks for. */
export const credentialTypes: Record<
  CredentialType,
  { name: string; asks: { name?: string; secret?: string } }
> = {
  none: { name: 'none', asks: {} },
  basic: { name: 'user and password', asks: { name: 'User', secret: 'Password' } },
  bearer: { name: 'bearer token', asks: { secret: 'Token' } },
  header: { name: 'a header of its own', asks: { name: 'Name of the header', secret: 'Its value' } },
}

export function credentialOf(type: CredentialType, name: string, secret: string): Credential {
  switch (type) {
    case 'none':
      return { type }
    case 'basic':
      return { type, user: name, password: secret }
    case 'bearer':
      return { type, token: secret.trim() }
    case 'header':
      return { type, name: name.trim(), value: secret }
  }
}
