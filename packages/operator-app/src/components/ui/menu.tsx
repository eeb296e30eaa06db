import './menu.css';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface MenuProps {
  /** One button; it opens the menu. */
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
  disabled?: boolean;
  /** Given by those who open it by a key as well; it keeps itself otherwise. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Menu({
  trigger,
  children,
  align = 'end',
  disabled = false,
  open,
  onOpenChange = () => undefined,
}: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} {...(open !== undefined && { open })} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild disabled={disabled}>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} sideOffset={6} collisionPadding={8} loop>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  icon?: IconName;
  checked?: boolean;
  /** It changes what the rest of the menu does. */
  staysOpen?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, checked, staysOpen = false, disabled = false, onSelect, children }: MenuItemProps) {
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      <span className="menu-text">{children}</span>
      {checked && <Icon name="check" size={16} />}
    </>
  );
  if (checked === undefined) {
    return (
      <DropdownMenu.Item className="menu-item" disabled={disabled} onSelect={onSelect}>
        {inside}
      </DropdownMenu.Item>
    );
  }
  return (
    <DropdownMenu.CheckboxItem
      className="menu-item"
      checked={checked}
      disabled={disabled}
      onSelect={(event) => {
        if (staysOpen) event.preventDefault();
        onSelect();
      }}
    >
      {inside}
    </DropdownMenu.CheckboxItem>
  );
}

export const MenuSeparator = () => <DropdownMenu.Separator className="menu-separator" />;
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="menu-label">{children}</DropdownMenu.Label>
);
