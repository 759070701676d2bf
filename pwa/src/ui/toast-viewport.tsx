import { Toast } from '@base-ui/react/toast';
import { CircleAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from './button.tsx';
import styles from './toast.module.css';
import type { ToastMessage, ToastQueue } from './toast.ts';

/** Shows what comes through the queue. Messages are announced politely and never take the focus. */
export function ToastViewport({ queue }: { queue: ToastQueue }) {
  return (
    <Toast.Provider limit={3}>
      <QueuedToasts queue={queue} />
      <Toast.Portal>
        <Toast.Viewport className={styles['viewport']} aria-label="Messages">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function QueuedToasts({ queue }: { queue: ToastQueue }) {
  const { add, close } = Toast.useToastManager();
  useEffect(() => queue.attach({ show: (message) => add(toBaseToast(message)), close }), [queue, add, close]);
  return null;
}

function toBaseToast({ id, title, detail, tone = 'plain', action, timeoutMs = 6000, onClose }: ToastMessage) {
  return {
    id,
    title,
    description: detail,
    type: tone,
    timeout: timeoutMs,
    ...(action !== undefined && { actionProps: { children: action.label, onClick: action.run } }),
    ...(onClose !== undefined && { onClose }),
  };
}

/** By default a message is a dialog, whose button to close it only those find who see it: too much and too little. */
const AS_GROUP = { role: 'group', 'aria-modal': undefined };
const ALWAYS_THERE = { 'aria-hidden': undefined };

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      {...AS_GROUP}
      swipeDirection={['down', 'left']}
      className={styles['toast']}
    >
      <Toast.Content className={styles['content']}>
        {toast.type === 'problem' && <CircleAlert size={16} aria-hidden className={styles['alert']} />}
        <div className={styles['text']}>
          <Toast.Title className={styles['title']} render={<p />} />
          <Toast.Description className={styles['detail']} />
        </div>
        {toast.actionProps !== undefined && <Toast.Action render={<Button className={styles['action']} />} />}
        <Toast.Close
          {...ALWAYS_THERE}
          render={<Button tone="quiet" isIcon aria-label="Dismiss" className={styles['close']} />}
        >
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
