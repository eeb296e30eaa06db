import './field.css';
import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';

interface Labelled {
  label: string;
  hint?: ReactNode;
  error?: string | null;
}

/** A labelled input; hint and error are tied to it for screen readers. */
export function TextField({ label, hint, error, ...input }: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <FieldFrame label={label} hint={hint} error={error ?? null}>
      {(ids) => <input className="field-input" {...input} {...ids} />}
    </FieldFrame>
  );
}

export function TextArea({ label, hint, error, ...input }: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <FieldFrame label={label} hint={hint} error={error ?? null}>
      {(ids) => <textarea className="field-input" {...input} {...ids} />}
    </FieldFrame>
  );
}

export function SelectField({ label, hint, error, ...input }: Labelled & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <FieldFrame label={label} hint={hint} error={error ?? null}>
      {(ids) => <select className="field-input" {...input} {...ids} />}
    </FieldFrame>
  );
}

export function RangeField({ label, hint, error, ...input }: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <FieldFrame label={label} hint={hint} error={error ?? null}>
      {(ids) => <input type="range" className="field-range" {...input} {...ids} />}
    </FieldFrame>
  );
}

interface ControlIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FrameProps {
  label: string;
  hint: ReactNode;
  error: string | null;
  children: (ids: ControlIds) => ReactNode;
}

function FieldFrame({ label, hint, error, children }: FrameProps) {
  const id = useId();
  const described = (error ?? hint) ? `${id}-text` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
      {described && (
        <p id={described} className={error ? 'field-error' : 'field-hint'}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

/** Words for a failed form, spoken at once. Renders nothing without words. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="form-error" hidden={!children}>
      {children}
    </div>
  );
}
