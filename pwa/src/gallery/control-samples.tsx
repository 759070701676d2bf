import { RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { optionIcon, optionTone } from '../format/option-look.tsx';
import { Button, type ButtonProps, buttonClass } from '../ui/button.tsx';
import { ChipSelect } from '../ui/chip-select.tsx';
import { MenuButton } from '../ui/menu-button.tsx';
import { MultiSelect } from '../ui/multi-select.tsx';
import { PopoverButton } from '../ui/popover-button.tsx';
import { Segments } from '../ui/segments.tsx';

const TONES = ['primary', 'plain', 'quiet', 'attention'] as const satisfies readonly ButtonProps['tone'][];
const STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'];

/** Every tone of a button, alone, with an icon, switched off and pressed. */
export function ButtonSamples() {
  return (
    <>
      {TONES.map((tone) => (
        <Button key={tone} tone={tone}>
          {tone}
        </Button>
      ))}
      {TONES.map((tone) => (
        <Button key={tone} tone={tone} disabled>
          {tone}, off
        </Button>
      ))}
      <Button>
        <RefreshCw size={15} aria-hidden />
        With an icon
      </Button>
      <Button isIcon aria-label="Delete">
        <Trash2 size={15} aria-hidden />
      </Button>
      <Button tone="quiet" aria-pressed>
        Pressed
      </Button>
      <a className={buttonClass({})} href="#link">
        Documentation
      </a>
    </>
  );
}

/** What lets a person choose. */
export function ChoiceSamples() {
  const [chosen, setChosen] = useState<string[]>(['Pending']);
  const [status, setStatus] = useState('Shipped');
  const [period, setPeriod] = useState('30');
  const options = STATUSES.map((value) => ({ value, label: value, icon: optionIcon('status', value) }));
  return (
    <>
      <MultiSelect
        label="Filter by status, Pending"
        caption="Status"
        options={options}
        selected={chosen}
        onChange={setChosen}
      />
      <MultiSelect
        label="Filter by priority"
        caption="Priority"
        options={options}
        selected={[]}
        onChange={() => {}}
      />
      <ChipSelect
        label="One of these"
        value={status}
        options={options}
        tone={optionTone('status', status)}
        icon={optionIcon('status', status)}
        onChange={setStatus}
      />
      <Segments
        label="Period"
        segments={[
          { value: '7', label: '7', name: '7 days' },
          { value: '30', label: '30', name: '30 days' },
          { value: '90', label: '90', name: '90 days', obstacle: 'Not known yet' },
        ]}
        value={period}
        onChange={setPeriod}
      />
      <MenuButton
        label="Menu"
        caption="Menu"
        entries={[
          { kind: 'item', label: 'Do it', hint: '3', onSelect: () => {} },
          { kind: 'item', label: 'Cannot be done', isDisabled: true, onSelect: () => {} },
          { kind: 'separator' },
          { kind: 'note', label: 'A remark' },
        ]}
      />
      <PopoverButton panelLabel="Details" panel={() => <p>What there is to know.</p>}>
        Details
      </PopoverButton>
    </>
  );
}
