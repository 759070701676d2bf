import { createContext, type ReactNode, use, useState } from 'react';
import { deferComponent } from './deferred.ts';
import { createToastQueue, type ToastQueue, type Toasts } from './toast.ts';

const ToastContext = createContext<Toasts | null>(null);
const useViewport = deferComponent<{ queue: ToastQueue }>(() =>
  import('./toast-viewport.tsx').then((module) => module.ToastViewport),
);

/** Lets everything below it show short messages at the lower edge. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [queue] = useState(createToastQueue);
  const Viewport = useViewport(false);
  return (
    <ToastContext value={queue}>
      {children}
      {Viewport !== null && <Viewport queue={queue} />}
    </ToastContext>
  );
}

/** @throws when used outside a ToastProvider */
export function useToasts(): Toasts {
  const toasts = use(ToastContext);
  if (toasts === null) throw new Error('useToasts needs a ToastProvider above it');
  return toasts;
}
