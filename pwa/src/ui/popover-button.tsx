import { type ReactNode, useRef, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { deferComponent } from './deferred.ts';

const usePopover = deferComponent(() => import('./popover.tsx').then((module) => module.Popover));

interface PopoverButtonProps extends Omit<ButtonProps, 'onClick' | 'content'> {
  /** Accessible name of the panel. */
  readonly panelLabel: string;
  readonly panel: (close: () => void) => ReactNode;
}

/** A button that opens a small panel beside it. */
export function PopoverButton({ panelLabel, panel, ...button }: PopoverButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const ref = useRef<HTMLButtonElement>(null);
  const Popover = usePopover(isOpen);
  const close = () => setOpen(false);
  return (
    <>
      <Button
        {...button}
        ref={ref}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen((was) => !was)}
      />
      {isOpen && Popover !== null && (
        <Popover anchor={ref} label={panelLabel} onClose={close}>
          {panel(close)}
        </Popover>
      )}
    </>
  );
}
