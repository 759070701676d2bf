import { Sparkles } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';

/** A quiet sign that a new version waits; nothing is reloaded before it is pressed. */
export function UpdateButton() {
  const update = useObservable(useServices().update);
  if (!update.isWaiting) return null;
  return (
    <Button tone="attention" onClick={() => update.apply()}>
      <Sparkles size={14} aria-hidden />
      New version: reload
    </Button>
  );
}
