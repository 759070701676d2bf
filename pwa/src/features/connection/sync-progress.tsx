import { useObservable, useServices } from '../../services.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';

/** A line that fills as the orders come in; nothing while no sync runs. */
export function SyncProgress() {
  const { isRunning, progress } = useObservable(useServices().sync);
  if (!isRunning) return null;
  return <ProgressBar label="Sync" done={progress?.fetched ?? 0} total={progress?.expected ?? null} />;
}
