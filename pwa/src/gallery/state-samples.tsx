import { PackageX } from 'lucide-react';
import { OptionChip } from '../format/option-look.tsx';
import { Button } from '../ui/button.tsx';
import { Chip, type Tone } from '../ui/chip.tsx';
import { Keys } from '../ui/keys.tsx';
import { Message } from '../ui/message.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled', 'Added in Airtable', null];
const PRIORITIES = ['Low', 'Medium', 'High', null];
const TONES: readonly Tone[] = ['amber', 'blue', 'violet', 'green', 'gray', 'red'];

/** Statuses and priorities by shape, colour and text; plain chips; keys. */
export function ValueSamples() {
  return (
    <>
      {STATUSES.map((value) => (
        <OptionChip key={value} field="status" value={value} />
      ))}
      {PRIORITIES.map((value) => (
        <OptionChip key={value} field="priority" value={value} />
      ))}
      {TONES.map((tone) => (
        <Chip key={tone} tone={tone}>
          {tone}
        </Chip>
      ))}
      <Keys parts={['Ctrl', 'K']} />
    </>
  );
}

/** Progress with and without a known end, and the place of what is still to come. */
export function StateSamples() {
  return (
    <div style={{ display: 'grid', gap: 'var(--space-3)', inlineSize: '100%' }}>
      <ProgressBar label="3 of 10 pages" done={3} total={10} />
      <ProgressBar label="Nobody knows how many" done={3} total={null} />
      <p aria-busy>
        <Skeleton width={24} />
      </p>
    </div>
  );
}

/** What happened, what it means, what one can do. */
export function MessageSamples() {
  return (
    <Message
      icon={<PackageX size={28} aria-hidden />}
      title="No such order"
      actions={<Button>Show all orders</Button>}
    >
      None of the orders on this device is called that. It may have been renamed in Airtable.
    </Message>
  );
}
