// Native dialogs: a button with data-dialog="#id" opens one; a saved form closes the one it is in.
import { on, onContent, within } from './page.js';

on('click', '[data-dialog]', (button, event) => {
  const dialog = document.querySelector(button.dataset.dialog);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  button.closest('details[data-menu]')?.removeAttribute('open');
  open(dialog);
});

on('click', '[data-dialog-close]', (button) => button.closest('dialog').close());

// A click beside the dialog closes it, but never over something half written.
on('mousedown', 'dialog', (dialog, event) => {
  if (event.target !== dialog) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside && !dialog.querySelector('form')) dialog.close();
});

document.addEventListener('toast', (event) => {
  if (event.target instanceof Element) event.target.closest('dialog')?.close();
});

// A dialog that htmx fetched opens at once if it says so.
onContent((root) => within(root, 'dialog[data-open]').forEach(open));

/** Opens a dialog over the page; does nothing where it is open already. */
export function open(dialog) {
  if (!dialog.open) dialog.showModal();
}

/** Tells that the session has ended; what was typed stays in the page behind. */
export function sessionEnded() {
  open(document.getElementById('session-ended'));
}
