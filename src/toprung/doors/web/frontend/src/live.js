// A part with data-live follows what happens: it asks while its page can be seen, and at once when it is seen again.
import { htmx } from './requests.js';

document.addEventListener('htmx:beforeRequest', (event) => {
  if (document.hidden && event.target.matches('[data-live]')) event.preventDefault();
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll('[data-live]')) htmx.trigger(part, 'seen');
});
