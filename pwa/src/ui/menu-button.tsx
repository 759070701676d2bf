import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';
import { deferComponent } from './deferred.ts';
import type { MenuButtonProps } from './menu-entry.ts';

const useMenu = deferComponent(() => import('./menu.tsx').then((module) => module.Menu));

/** Three dots that open a menu. Until the menu's code is there, a stand-in of the same look takes the first press. */
export function MenuButton(props: MenuButtonProps) {
  const [isWanted, setWanted] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const Menu = useMenu(isWanted);
  if (Menu !== null) return <Menu {...props} isInitiallyOpen={isWanted} takesFocus={hasFocus} />;
  return (
    <Button
      tone="quiet"
      isIcon
      aria-label={props.label}
      aria-haspopup="menu"
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
      onClick={() => setWanted(true)}
    >
      <EllipsisVertical size={16} aria-hidden />
    </Button>
  );
}
