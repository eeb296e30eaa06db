// In your project: from '@parley/widget-sdk'.
import { createWidget } from '../index.ts';

/** A site with a bundler: its own buttons instead of the launcher, and what it does with the events. */
const widget = createWidget({
  serverUrl: 'https://chat.example.com',
  projectKey: 'pk_your_key',
  launcher: false,
  attributes: { plan: 'pro', seats: 12 },
});

document.querySelector('#chat')?.addEventListener('click', () => widget.open());
document.querySelector('#call')?.addEventListener('click', () => widget.startCall('audio'));

const stop = widget.on('unread', ({ count }) => {
  document.querySelector('#chat')?.setAttribute('data-unread', String(count));
});

// A site with accounts says who its visitor is, and when he has gone.
widget.identify({
  getToken: async () => {
    const answer = await fetch('/parley-token', { cache: 'no-store' });
    return answer.status === 200 ? answer.text() : null;
  },
});
document.querySelector('#sign-out')?.addEventListener('click', () => void widget.logout());

// A page of one's own before a call.
async function look(): Promise<void> {
  const check = await widget.checkCall({ media: 'video' });
  const show = () => document.querySelector('#check')?.setAttribute('data-network', check.getSnapshot().network ?? '');
  check.subscribe(show);
  addEventListener('leave-support', () => check.close(), { once: true });
}
document.querySelector('#look')?.addEventListener('click', () => void look());

// A single-page app that leaves the part with the chat:
window.addEventListener('leave-support', () => {
  stop();
  widget.destroy();
});
