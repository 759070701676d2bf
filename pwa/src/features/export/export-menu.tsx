import { ClipboardCopy, Download, FileSpreadsheet, FileText, Printer } from 'lucide-react';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { ExportActions } from './use-export.ts';

/** The ways of what is shown out of the app. */
export function ExportMenu({ actions }: { actions: ExportActions }) {
  return (
    <MenuButton
      label="Export"
      caption="Export"
      icon={<Download {...ICON} />}
      entries={[
        { kind: 'note', label: 'All orders of this view' },
        {
          kind: 'item',
          label: 'As CSV',
          icon: <FileText {...ICON} />,
          onSelect: () => void actions.saveAs('csv'),
        },
        {
          kind: 'item',
          label: 'As Excel (XLSX)',
          icon: <FileSpreadsheet {...ICON} />,
          onSelect: () => void actions.saveAs('xlsx'),
        },
        { kind: 'note', label: 'This page' },
        {
          kind: 'item',
          label: 'Copy as a table',
          icon: <ClipboardCopy {...ICON} />,
          onSelect: () => void actions.copyPage(),
        },
        { kind: 'item', label: 'Print …', icon: <Printer {...ICON} />, onSelect: actions.print },
      ]}
    />
  );
}

const ICON = { size: 15, 'aria-hidden': true } as const;
