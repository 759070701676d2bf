import type { ComponentProps } from 'react';
import styles from './button.module.css';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` is for the one thing a person most likely wants; `quiet` has no frame until it is pointed at. */
  readonly tone?: 'plain' | 'primary' | 'quiet' | 'attention';
  /** Square, for an icon alone; needs an `aria-label`. */
  readonly isIcon?: boolean;
}

export function Button({ tone = 'plain', isIcon = false, className, ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={buttonClass({ tone, isIcon, className })} />;
}

/** The look of a button for what is not one by element, such as a link. */
export function buttonClass(look: {
  tone?: ButtonProps['tone'];
  isIcon?: boolean;
  className?: string | undefined;
}): string {
  const { tone = 'plain', isIcon = false, className } = look;
  return [styles['button'], styles[tone], isIcon && styles['icon'], className].filter(Boolean).join(' ');
}
