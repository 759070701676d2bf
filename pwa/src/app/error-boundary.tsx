import { CircleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Message } from '../ui/message.tsx';

interface ErrorBoundaryProps {
  /** What is inside, as the beginning of a sentence. */
  readonly part: string;
  readonly children: ReactNode;
}

/** Keeps a fault of one part from taking the rest with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div role="alert">
        <Message
          icon={<CircleAlert size={28} aria-hidden />}
          title={`${this.props.part} cannot be shown`}
          actions={
            <>
              <Button tone="primary" onClick={() => this.setState({ hasFailed: false })}>
                Try again
              </Button>
              <Button onClick={() => window.location.reload()}>Reload</Button>
            </>
          }
        >
          Something went wrong in the app. Edits that wait are kept on this device and are not affected.
        </Message>
      </div>
    );
  }
}
