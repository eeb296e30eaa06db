import { wordsOf } from '../../locale/words.ts';

const { say, words } = wordsOf('identity');

export const identityStrings = words({
  title: 'Identity keys',
  lead: 'With one of these your site signs who its visitors are. They are shown as verified, and have the same conversations on each of their devices. The server keeps the public half alone.',
  loading: 'Loading the keys…',
  none: 'There is no key yet: every visitor is unverified.',
  full: 'A project has two keys at most, so that one can take the place of the other without a gap. Revoke one to make another.',
  name: 'Name of the new key',
  namePlaceholder: 'Shop, 2026',
  publicKey: 'Public key (optional)',
  publicKeyHint:
    'If your site has a pair of its own: its public half as PEM, of P-256, Ed25519 or RSA. Else leave it empty, and a pair is made.',
  wrongKey: 'This is not a public key in PEM of one of these kinds.',
  make: 'Make key',
  made: (at: string) => say('Made {at}', { at }),
  revoke: 'Revoke',
  revokeFor: (name: string) => say('Revoke the key {name}', { name }),
  revoked: 'The key is revoked. Whoever it vouched for is asked for another word of your site’s.',
  newKey: (name: string) => say('Private key of {name}', { name }),
  newKeyLead: 'Shown this once. Put it where your server keeps its secrets, never into a page.',
  keyId: 'Key id (kid)',
  algorithm: 'Algorithm',
  audience: 'Audience (aud)',
  done: 'I have stored it',
});
