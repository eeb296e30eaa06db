import './button.css';
import type { ButtonHTMLAttributes, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Tone = 'plain' | 'primary' | 'go' | 'stop' | 'danger' | 'quiet';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: Tone;
  icon?: IconName;
  ref?: Ref<HTMLButtonElement>;
  /** Work is under way: the button says so and takes no further click. */
  busy?: boolean;
}

/** One that takes no click, busy or `disabled`, keeps the focus: whoever has pressed it goes on from there by keyboard. */
export function Button({ tone = 'plain', icon, children, className, onClick, ...props }: ButtonProps) {
  const { busy = false, disabled = false, ...rest } = props;
  const off = busy || disabled;
  return (
    <button
      type="button"
      {...rest}
      className={className ? `button ${className}` : 'button'}
      data-tone={tone}
      aria-busy={busy || undefined}
      aria-disabled={off || undefined}
      onClick={(event) => (off ? event.preventDefault() : onClick?.(event))}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label'> {
  icon: IconName;
  /** The accessible name, also shown on hover. */
  label: string;
  /** The key that does the same, on hover beside the name. */
  shortcut?: string;
}

export function IconButton({ label, shortcut, icon, tone = 'quiet', className = '', ...rest }: IconButtonProps) {
  return (
    <Button
      {...rest}
      tone={tone}
      icon={icon}
      className={`icon-button ${className}`}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${label} (${shortcut})` : label}
    />
  );
}
