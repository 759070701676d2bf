import type { EditableField } from '@orders/contract';
import {
  Check,
  ChevronDown,
  ChevronsUp,
  CircleDashed,
  Clock,
  Equal,
  type LucideIcon,
  Minus,
  PackageCheck,
  Truck,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip, type Tone } from '../ui/chip.tsx';

interface OptionLook {
  readonly tone: Tone;
  readonly Icon: LucideIcon;
}

const LOOKS: Record<EditableField, Readonly<Record<string, OptionLook>>> = {
  status: {
    Pending: { tone: 'amber', Icon: Clock },
    Processing: { tone: 'blue', Icon: PackageCheck },
    Shipped: { tone: 'violet', Icon: Truck },
    Delivered: { tone: 'green', Icon: Check },
    Cancelled: { tone: 'gray', Icon: X },
  },
  priority: {
    Low: { tone: 'gray', Icon: ChevronDown },
    Medium: { tone: 'blue', Icon: Equal },
    High: { tone: 'red', Icon: ChevronsUp },
  },
};

/** What stands for a blank cell. */
export const BLANK = '—';

export const FIELD_NAMES: Record<EditableField, string> = { status: 'Status', priority: 'Priority' };

/** Colour and shape of a status or priority. One that was added in Airtable gets the look of an unknown. */
export function optionTone(field: EditableField, value: string | null): Tone {
  return lookOf(field, value).tone;
}

export function optionIcon(field: EditableField, value: string | null): ReactNode {
  const { Icon, tone } = lookOf(field, value);
  return <Icon size={14} strokeWidth={2.25} color={`var(--${tone}-mark)`} aria-hidden />;
}

/** A status or priority to read. */
export function OptionChip({ field, value }: { field: EditableField; value: string | null }) {
  return (
    <Chip
      tone={optionTone(field, value)}
      icon={value === null ? null : optionIcon(field, value)}
      isPlain={field === 'priority'}
    >
      {value ?? BLANK}
    </Chip>
  );
}

function lookOf(field: EditableField, value: string | null): OptionLook {
  if (value === null) return { tone: 'gray', Icon: Minus };
  return LOOKS[field][value] ?? { tone: 'gray', Icon: CircleDashed };
}
