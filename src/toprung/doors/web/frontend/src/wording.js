// “Use this wording” puts the rewrite that the linter offers in the statement's place, and selects its first blank.
import { on } from './page.js';

on('click', '[data-use-wording]', (button) => {
  const wording = button.parentElement.querySelector('.lint-suggestion').textContent;
  const field = button.closest('form').elements.namedItem('statement');
  field.focus();
  // As if it were typed, where the browser can: Ctrl Z brings the old words back.
  field.select();
  if (!document.execCommand('insertText', false, wording)) {
    field.value = wording;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const blank = /\[[^\]]+\]/.exec(wording);
  if (blank) field.setSelectionRange(blank.index, blank.index + blank[0].length);
});
