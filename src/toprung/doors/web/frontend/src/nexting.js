// In a column of fields Enter saves the one it is in and goes to the next, as in a spreadsheet.
import { on } from './page.js';

on('keydown', '[data-next-on-enter]', (field, event) => {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  const fields = [...document.querySelectorAll('[data-next-on-enter]')];
  const next = fields[fields.indexOf(field) + (event.shiftKey ? -1 : 1)];
  // Leaving the field makes it say that it was changed; the last one has nowhere to go.
  if (next) next.focus();
  else field.blur();
  next?.select?.();
});
