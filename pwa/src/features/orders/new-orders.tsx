import { ArrowUp } from 'lucide-react';
import { useFormats } from '../../format/use-formats.ts';
import { Button } from '../../ui/button.tsx';
import styles from './toolbar.module.css';

interface NewOrdersProps {
  /** How many orders wait until the hand is off the rows. */
  readonly count: number;
  readonly onShow: () => void;
}

/** Lets in what other people have added or moved while a hand was on the rows. */
export function NewOrders({ count, onShow }: NewOrdersProps) {
  const formats = useFormats();
  if (count === 0) return null;
  return (
    <Button className={styles['fresh']} onClick={onShow}>
      <ArrowUp size={14} aria-hidden />
      {formats.count(count)} new {count === 1 ? 'order' : 'orders'}
    </Button>
  );
}
