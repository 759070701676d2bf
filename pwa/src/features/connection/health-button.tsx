import { Activity } from 'lucide-react';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { HealthDetails } from './health-details.tsx';

/** Opens what is known of Airtable, the cache and the copies. */
export function HealthButton() {
  return (
    <PopoverButton
      tone="quiet"
      isIcon
      aria-label="Airtable and cache details"
      title="Airtable and cache details"
      panelLabel="Airtable and cache"
      panel={() => <HealthDetails />}
    >
      <Activity size={16} aria-hidden />
    </PopoverButton>
  );
}
