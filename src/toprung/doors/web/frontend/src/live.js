// A page that is looked at brings itself up to date. Where somebody is at work in it, the change is offered instead:
// while they type, have marked a text, or stand with the keyboard on what the new page could not give the focus back
// to. A link or button with an id can: htmx finds it again.
import { htmx } from './requests.js';

document.addEventListener('htmx:configRequest', (event) => {
  const { elt, parameters } = event.detail;
  if (!elt.matches('[data-live]')) return;
  const offered = elt.childElementCount > 0;
  if (document.hidden || (isBusy() && offered)) event.preventDefault();
  else if (isBusy()) parameters.busy = '1';
});

function isBusy() {
  const page = document.querySelector('main');
  const at = document.activeElement;
  const within = at !== page && page.contains(at);
  const keepsFocus = at.id !== '' && !at.matches('input, textarea, select');
  return (within && !keepsFocus) || document.querySelector('dialog[open]') !== null || !getSelection().isCollapsed;
}

// A part with data-follow is a list that goes on while somebody is at work beside it: what is open or typed in it stays
// by hx-preserve. It rests while nobody sees it, and asks at once when it is seen again.
document.addEventListener('htmx:beforeRequest', (event) => {
  if (document.hidden && event.target.matches('[data-follow]')) event.preventDefault();
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll('[data-follow]')) htmx.trigger(part, 'seen');
});
