import './switch.css';
import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'role'> {
  label: string;
  hint: ReactNode;
}

/** On or off, with a sentence that says what that means, tied to it for screen readers. */
export function Switch({ label, hint, ...input }: Props) {
  const id = useId();
  return (
    <div className="switch">
      <input
        className="switch-input"
        type="checkbox"
        role="switch"
        {...input}
        id={id}
        aria-describedby={`${id}-text`}
      />
      <label htmlFor={id}>{label}</label>
      <p id={`${id}-text`} className="field-hint">
        {hint}
      </p>
    </div>
  );
}
