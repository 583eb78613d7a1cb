// A part with data-live follows what happens: it asks while its page can be seen, and at once when it is seen again.
// With data-live="offers" a page brings itself up to date; where somebody is at work in it, the change is offered
// instead: while they type, have marked a text, or stand with the keyboard on what the new page could not give the focus
// back to. A link or button with an id can: htmx finds it again.
import { htmx } from './requests.js';

document.addEventListener('htmx:configRequest', (event) => {
  const { elt, parameters } = event.detail;
  if (!elt.matches('[data-live]')) return;
  if (document.hidden) event.preventDefault();
  if (elt.dataset.live !== 'offers' || !isBusy()) return;
  if (elt.childElementCount > 0) event.preventDefault();
  else parameters.busy = '1';
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll('[data-live]')) htmx.trigger(part, 'seen');
});

function isBusy() {
  const page = document.querySelector('main');
  const at = document.activeElement;
  const within = at !== page && page.contains(at);
  const keepsFocus = at.id !== '' && !at.matches('input, textarea, select');
  return (within && !keepsFocus) || document.querySelector('dialog[open]') !== null || !getSelection().isCollapsed;
}
