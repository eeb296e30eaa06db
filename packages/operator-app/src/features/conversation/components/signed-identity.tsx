import type { SignedIdentity as Identity } from '@parley/api/contract/views';
import { strings } from '../strings.ts';
import { Detail } from './detail.tsx';

/** What the site has signed, apart from what anybody may have typed. */
export function SignedIdentity({ identity }: { identity: Identity }) {
  const { subject, name, email, attributes } = identity;
  return (
    <>
      <h3>{strings.signed}</h3>
      <dl>
        <Detail name={strings.subject}>{subject}</Detail>
        {name !== null && <Detail name={strings.signedName}>{name}</Detail>}
        {email !== null && <Detail name={strings.signedEmail}>{email}</Detail>}
        {Object.entries(attributes).map(([key, value]) => (
          <Detail key={key} name={key}>
            {String(value)}
          </Detail>
        ))}
      </dl>
    </>
  );
}
