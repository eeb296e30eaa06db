import { LIMITS } from '@parley/api/contract/wire';
import { TextField } from '../../../components/ui/field.tsx';
import { strings } from '../strings.ts';

/** As the server counts: characters, in the form that is hashed. */
export const isTooShort = (password: string): boolean =>
  [...password.normalize('NFKC')].length < LIMITS.passwordMinChars;

export function NewPasswordField({
  label,
  short,
  autoFocus = false,
}: {
  label: string;
  short: boolean;
  autoFocus?: boolean;
}) {
  return (
    <TextField
      label={label}
      hint={strings.passwordHint(LIMITS.passwordMinChars)}
      error={short ? strings.passwordShort(LIMITS.passwordMinChars) : null}
      name="newPassword"
      type="password"
      autoComplete="new-password"
      maxLength={LIMITS.passwordChars}
      autoFocus={autoFocus}
      required
    />
  );
}
