import { useState } from 'react';
import { Button } from './button.tsx';
import { deferComponent } from './deferred.ts';
import type { MenuButtonProps } from './menu-entry.ts';
import { menuTriggerProps } from './menu-trigger.tsx';

const useMenu = deferComponent(() => import('./menu.tsx').then((module) => module.Menu));

/** A button that opens a menu. Until the menu's code is there, a stand-in of the same look takes the first press. */
export function MenuButton(props: MenuButtonProps) {
  const [isWanted, setWanted] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const Menu = useMenu(isWanted);
  if (Menu !== null) return <Menu {...props} isInitiallyOpen={isWanted} takesFocus={hasFocus} />;
  return (
    <Button
      {...menuTriggerProps(props)}
      aria-haspopup="menu"
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
      onClick={() => setWanted(true)}
    />
  );
}
