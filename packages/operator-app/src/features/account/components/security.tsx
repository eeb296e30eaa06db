import './security.css';
import { strings } from '../strings.ts';
import { LanguageField } from './language-field.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor.tsx';
import { SessionList } from './session-list.tsx';

/** How one's own account is locked, and where it is open. */
export function Security() {
  return (
    <div className="security">
      <h1>{strings.securityTitle}</h1>
      <LanguageField />
      <PasswordForm />
      <SecondFactor />
      <SessionList />
    </div>
  );
}
