import { ChevronDown, EllipsisVertical } from 'lucide-react';
import type { ButtonProps } from './button.tsx';
import type { MenuButtonProps } from './menu-entry.ts';

/** The button of a menu, the real one and its stand-in alike. */
export function menuTriggerProps({ label, caption, icon }: Omit<MenuButtonProps, 'entries'>): ButtonProps {
  if (caption === undefined) {
    return {
      tone: 'quiet',
      isIcon: true,
      'aria-label': label,
      children: <EllipsisVertical size={16} aria-hidden />,
    };
  }
  return {
    'aria-label': label,
    children: (
      <>
        {icon}
        {caption}
        <ChevronDown size={14} aria-hidden />
      </>
    ),
  };
}
